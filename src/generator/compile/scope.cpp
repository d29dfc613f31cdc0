#include "generator/compile/scope.hpp"

#include <fmt/format.h>

namespace spate::generator {
namespace {

bool is_variable(const scenario::Node& map, std::string_view name) {
  const auto* variables = map.find("$let");
  return variables != nullptr && variables->find(name) != nullptr;
}

}  // namespace

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

bool Scope::is_defined_later(std::string_view name) const noexcept {
  for (const auto* scope = this; scope != nullptr; scope = scope->parent)
    if (scope->node != nullptr && (scope->node->find(name) != nullptr || is_variable(*scope->node, name))) return true;
  return false;
}

std::string field_path(const std::string& parent, const std::string& name) {
  const bool plain = !name.empty() && name.find_first_of(".[\"") == std::string::npos;
  if (!plain) return fmt::format("{}[\"{}\"]", parent, name);
  return parent.empty() ? name : parent + "." + name;
}

std::string_view owner_of(std::string_view path) {
  const auto end = path.ends_with("\"]") ? path.rfind("[\"") : path.rfind('.');
  return path.substr(0, end == std::string_view::npos ? 0 : end);
}

bool is_within(std::string_view path, std::string_view owner) {
  if (!path.starts_with(owner)) return false;
  const auto rest = path.substr(owner.size());
  return (rest.empty() || rest[0] == '.' || rest.starts_with("[\"")) && rest.find(".$item") == std::string_view::npos;
}

const Binding* find_field(const Scope& scope, std::string_view path, const Binding*& deepest) {
  for (const auto& binding : scope.names) {
    if (binding.path.find("$let.") != std::string::npos) continue;
    if (binding.name == path) return deepest = &binding;
    if (!path.starts_with(binding.name + ".")) continue;
    deepest = &binding;
    if (binding.kind != Binding::Kind::object) continue;
    if (const auto* field = find_field(*binding.members, path.substr(binding.name.size() + 1), deepest)) return field;
  }
  return nullptr;
}

}  // namespace spate::generator
