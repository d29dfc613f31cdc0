#include "generator/compile/directive_compiler.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "generator/compile/registers.hpp"
#include "scenario/text/suggestion.hpp"

namespace spate::generator {
namespace {

constexpr std::array<std::string_view, 6> kDirectives{"$let", "$repeat", "$item", "$when", "$value", "$else"};

}  // namespace

void DirectiveCompiler::check(const scenario::Node& map, const std::string& path) const {
  const bool repeats = map.find("$repeat") != nullptr;
  const bool valued = map.find("$value") != nullptr;
  for (const auto& member : map.members) {
    const auto& name = member.name;
    if (!is_directive(name)) {
      if (repeats || valued) {
        context_.report(member.place, field_path(path, name),
                        fmt::format("fields cannot be combined with {}",
                                    repeats ? "$repeat: move them below $item" : "$value: remove them"));
      }
    } else if (std::find(kDirectives.begin(), kDirectives.end(), name) == kDirectives.end()) {
      context_.report(member.place, field_path(path, name),
                      fmt::format("unknown directive: use ${} for a field of this name{}", name,
                                  scenario::did_you_mean(name, kDirectives)));
    }
  }
  if (repeats && map.find("$item") == nullptr)
    context_.report(map.place, path, "missing $item: add what $repeat repeats");
  if (repeats && valued) context_.report(map.place, path, "$repeat and $value cannot be combined: remove one");
  if (const auto* otherwise = map.find("$else")) {
    if (map.find("$when") == nullptr)
      context_.report(otherwise->place, field_path(path, "$else"), "$else needs $when: add $when, or remove $else");
    if (otherwise->kind != scenario::Node::Kind::scalar || otherwise->quoted || otherwise->text != "null")
      context_.report(otherwise->place, field_path(path, "$else"), "$else must be null: set $else: null");
  }
  if (!repeats && map.find("$item") != nullptr)
    context_.report(map.place, path, "missing $repeat: add the number of items");
}

void DirectiveCompiler::variables(const scenario::Node& map, Scope& scope, const std::string& path) {
  const auto* let = map.find("$let");
  if (let == nullptr) return;
  if (let->kind != scenario::Node::Kind::map)
    return context_.report(let->place, field_path(path, "$let"),
                           "expected a map of variables: use one such as {n: =int(1, 6)}");
  for (const auto& variable : let->members) {
    if (!context_.is_needed(variable.value)) continue;
    Binding binding;
    binding.name = variable.name;
    binding.path = field_path(path, "$let") + "." + variable.name;
    if (variable.value.kind != scenario::Node::Kind::scalar) {
      context_.report(variable.place, binding.path,
                      "a variable cannot be a map or a list: use one value, such as =int(1, 6)");
    } else {
      binding.operand = record_.scalars.scalar(variable.value, binding.path);
      record_.kept.keep(binding);
      record_.imperfections.skew_clock(binding);
    }
    scope.names.push_back(std::move(binding));
  }
}

std::optional<Register> DirectiveCompiler::when(const scenario::Node& map, const std::string& path) {
  const auto* condition = map.find("$when");
  if (condition == nullptr) return std::nullopt;
  const auto where = field_path(path, "$when");
  if (condition->kind != scenario::Node::Kind::scalar) {
    context_.report(condition->place, where, "expected a condition, such as =chance(10%)");
    return std::nullopt;
  }
  const auto operand = record_.scalars.scalar(*condition, where);
  if (operand.type.is(Type::Kind::unknown)) return std::nullopt;
  if (!operand.type.is(Type::Kind::boolean)) {
    context_.report(condition->place, where, "expected a condition, got " + describe(operand.type));
    return std::nullopt;
  }
  return store(context_.code(), operand);
}

void DirectiveCompiler::below_value(const scenario::Node& value, Scope& scope, const std::string& path) {
  if (value.kind != scenario::Node::Kind::map) return;
  const auto where = field_path(path, "$value");
  check(value, where);
  if (const auto* condition = value.find("$when"))
    context_.report(condition->place, field_path(where, "$when"),
                    "$when is not allowed inside $value: move it next to $value, and join two conditions with \"and\"");
  scope.node = &value;
  if (value.find("$repeat") == nullptr) variables(value, scope, where);
}

}  // namespace spate::generator
