#include "generator/compile/field_needs.hpp"

#include <algorithm>
#include <array>

#include "generator/expression/scalar.hpp"

namespace spate::generator {

std::string field_name(const std::string& written) { return written.starts_with("$$") ? written.substr(1) : written; }

bool is_directive(std::string_view name) noexcept { return name.starts_with('$') && !name.starts_with("$$"); }

bool FieldNeeds::add_field(std::string_view path) {
  Maps maps;
  return add_at_path(record_, path, maps);
}

bool FieldNeeds::add_name(std::string_view path) {
  add_field(path);
  add_referenced(path, {&record_});
  return !nodes_.empty();
}

void FieldNeeds::add_condition() {
  Maps maps{&record_};
  nodes_.insert(&record_);
  add_directives(record_, maps);
}

// Follows the path member by member. A name may contain dots.
bool FieldNeeds::add_at_path(const scenario::Node& node, std::string_view path, Maps& maps) {
  if (path.empty()) {
    add_subtree(node, maps);
    return true;
  }
  if (node.kind != scenario::Node::Kind::map) return false;
  bool added = false;
  maps.push_back(&node);
  if (const auto* value = node.find("$value")) {
    added = add_at_path(*value, path, maps);
  } else {
    for (const auto& member : node.members) {
      const auto name = field_name(member.name);
      if (is_directive(member.name) || !path.starts_with(name)) continue;
      const auto rest = path.substr(name.size());
      if (!rest.empty() && rest[0] != '.') continue;
      added = add_at_path(member.value, rest.empty() ? rest : rest.substr(1), maps);
      if (added) break;
    }
  }
  if (added && nodes_.insert(&node).second && maps.size() > 1) add_directives(node, maps);
  maps.pop_back();
  return added;
}

void FieldNeeds::add_subtree(const scenario::Node& node, Maps& maps) {
  if (!nodes_.insert(&node).second) return;
  if (node.kind == scenario::Node::Kind::scalar) return add_names_of(node, maps);
  for (const auto& item : node.items) add_subtree(item, maps);
  if (node.kind != scenario::Node::Kind::map) return;
  maps.push_back(&node);
  add_directives(node, maps);
  for (const auto& member : node.members) {
    const bool content = !is_directive(member.name) || member.name == "$item" || member.name == "$value";
    if (content) add_subtree(member.value, maps);
  }
  maps.pop_back();
}

// Adds $when and $repeat, which decide whether and how often the map is written. Variables are added where expressions
// name them.
void FieldNeeds::add_directives(const scenario::Node& map, Maps& maps) {
  for (const auto* name : {"$when", "$repeat"})
    if (const auto* directive = map.find(name)) add_subtree(*directive, maps);
}

void FieldNeeds::add_names_of(const scenario::Node& scalar, const Maps& maps) {
  if (scalar.missing()) return;
  try {
    for (const auto& part : read_scalar(scalar).parts)
      for (const auto& expression : part.expression) add_names_in(expression, maps);
  } catch (const ExpressionError&) {  // reported when the scalar is compiled
  }
}

void FieldNeeds::add_names_in(const Expression& expression, const Maps& maps) {
  static constexpr std::array<std::string_view, 4> kLifecycleFunctions{"entity", "state", "step", "previous"};
  if (expression.kind == Expression::Kind::call)
    lifecycle_ = lifecycle_ || std::find(kLifecycleFunctions.begin(), kLifecycleFunctions.end(), expression.text) !=
                                   kLifecycleFunctions.end();
  // A text may be the argument of field().
  if (expression.kind == Expression::Kind::name || expression.kind == Expression::Kind::text) {
    add_referenced(expression.text, maps);
    add_referenced(std::string_view{expression.text}.substr(0, expression.text.find('.')), maps);
  }
  for (const auto& argument : expression.arguments) add_names_in(argument.value, maps);
}

void FieldNeeds::add_referenced(std::string_view name, const Maps& maps) {
  if (const auto* variable = entity_ != nullptr ? entity_->find(name) : nullptr) {
    lifecycle_ = true;
    Maps variables{entity_};
    add_subtree(*variable, variables);
  }
  for (auto depth = maps.size(); depth > 0; --depth) {
    Maps outer(maps.begin(), maps.begin() + static_cast<std::ptrdiff_t>(depth));
    const auto& map = *outer.back();
    const auto* variables = map.find("$let");
    if (variables != nullptr && variables->kind == scenario::Node::Kind::map) {
      if (const auto* variable = variables->find(name)) add_subtree(*variable, outer);
    }
    for (const auto& member : map.members)
      if (!is_directive(member.name) && field_name(member.name) == name) add_subtree(member.value, outer);
  }
}

std::vector<std::string> field_names(const scenario::Node& record, std::string_view path) {
  if (record.kind != scenario::Node::Kind::map) return {};
  if (const auto* value = record.find("$value")) return field_names(*value, path);
  std::vector<std::string> names;
  for (const auto& member : record.members) {
    if (is_directive(member.name)) continue;
    const auto name = field_name(member.name);
    if (path.empty()) names.push_back(name);
    if (path == name) return field_names(member.value, "");
    if (path.starts_with(name + ".")) return field_names(member.value, path.substr(name.size() + 1));
  }
  return names;
}

}  // namespace spate::generator
