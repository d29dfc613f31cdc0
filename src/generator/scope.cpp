#include "generator/scope.hpp"

namespace spate {

const Binding* Scope::own(std::string_view name) const noexcept {
  for (auto binding = names.rbegin(); binding != names.rend(); ++binding)
    if (binding->name == name) return &*binding;
  return nullptr;
}

const Binding* Scope::find(std::string_view name) const noexcept {
  for (const auto* scope = this; scope != nullptr; scope = scope->parent)
    if (const auto* binding = scope->own(name)) return binding;
  return nullptr;
}

std::vector<std::string> Scope::in_reach() const {
  std::vector<std::string> all;
  for (const auto* scope = this; scope != nullptr; scope = scope->parent)
    for (const auto& binding : scope->names) all.push_back(binding.name);
  return all;
}

bool Scope::comes_later(std::string_view name) const noexcept {
  for (const auto* scope = this; scope != nullptr; scope = scope->parent)
    if (scope->node != nullptr && scope->node->find(name) != nullptr) return true;
  return false;
}

}  // namespace spate
