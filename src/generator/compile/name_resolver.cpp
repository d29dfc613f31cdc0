#include "generator/compile/name_resolver.hpp"

#include <fmt/format.h>

#include <utility>
#include <vector>

#include "generator/compile/function.hpp"
#include "generator/value/expression_error.hpp"
#include "scenario/text/suggestion.hpp"

namespace spate::generator {

const Binding* NameResolver::find_binding(const Expression& expression) const {
  if (expression.kind == Expression::Kind::name) return context_.scope->find(expression.text);
  if (expression.kind != Expression::Kind::member) return nullptr;
  const auto* owner = find_binding(expression.arguments[0].value);
  // A field of an array's items has one value per item; only aggregates such as sum() accept it.
  const bool object = owner != nullptr && owner->kind == Binding::Kind::object;
  return object ? owner->members->own(expression.text) : nullptr;
}

const CompiledTable* NameResolver::find_table(const Expression& name) const {
  if (name.kind != Expression::Kind::name || context_.scope->find(name.text) != nullptr) return nullptr;
  return tables_.find(name.text);
}

const Expression* NameResolver::find_record(const Expression& expression, std::string& path) const {
  const auto* at = &expression;
  for (; at->kind == Expression::Kind::member; at = &at->arguments[0].value)
    path.insert(0, path.empty() ? at->text : at->text + ".");
  if (at->kind == Expression::Kind::call && at->text == "ref") return at;
  const auto* binding = at->kind == Expression::Kind::name ? find_binding(*at) : nullptr;
  if (binding == nullptr || binding->kind != Binding::Kind::value) return nullptr;
  const auto& type = binding->operand.type;
  return type.is(Type::Kind::row) && type.table->stream != nullptr ? at : nullptr;
}

// The advice if the name is a function or a stream; otherwise empty.
std::string NameResolver::other_meaning(std::string_view name) const {
  for (const auto& function : all_functions())
    if (function.name == name) return fmt::format("use {}", signature(function));
  for (const auto& stream : context_.compilation.scenario.streams)
    if (stream.name == name) return fmt::format("use ref({}).FIELD for a field of its records", name);
  return {};
}

void NameResolver::unknown(std::string_view name, std::size_t offset) const {
  if (context_.scope->is_defined_later(name)) {
    throw ExpressionError(offset, fmt::format("field \"{}\" is defined later: move it before this field", name));
  }
  if (const auto advice = other_meaning(name); !advice.empty()) {
    throw ExpressionError(offset, fmt::format("unknown name \"{}\": {}", name, advice));
  }
  auto names = context_.scope->in_reach();
  for (auto& table : tables_.names()) names.push_back(std::move(table));
  const std::vector<std::string_view> views(names.begin(), names.end());
  const auto hint = scenario::suggestion(scenario::ForeignName::Kind::value, name, views);
  throw ExpressionError(offset, fmt::format("unknown name \"{}\"{}", name, hint));
}

}  // namespace spate::generator
