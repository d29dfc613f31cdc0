#include "generator/compile/function.hpp"

#include <fmt/format.h>

#include "scenario/text/suggestion.hpp"

namespace spate::generator {

using Need = Parameter::Need;

std::string signature(const Function& function) {
  std::string text{function.name};
  text += "(";
  for (const auto& parameter : function.parameters) {
    if (!text.ends_with('(')) text += ", ";
    text += parameter.name;
    if (parameter.need == Need::rest) text += ", …";
    if (parameter.need == Need::optional) text += "?";
  }
  return text + ")";
}

Call::Call(RecordParts& parts, const Function& function, const Expression& expression)
    : record(parts), function_(function), expression_(expression), bound_(function.parameters.size(), nullptr) {
  for (std::size_t n = 0; n < expression.arguments.size(); ++n) bind(expression.arguments[n], n);
  for (std::size_t n = 0; n < function.parameters.size(); ++n) {
    if (bound_[n] != nullptr || function.parameters[n].need != Need::required) continue;
    fail(expression.offset,
         fmt::format("\"{}\" is missing; write {}", function.parameters[n].name, signature(function)));
  }
  const bool no_rest = !bound_.empty() && function.parameters.back().need == Need::rest && bound_.back() == nullptr;
  if (no_rest && bound_.size() == function.parameters.size()) bound_.pop_back();
}

void Call::bind(const Expression::Argument& argument, std::size_t position) {
  const auto& parameters = function_.parameters;
  if (argument.name.empty()) {
    const bool rest = !parameters.empty() && parameters.back().need == Need::rest;
    if (position >= parameters.size() && !rest) {
      fail(argument.value.offset, fmt::format("too many arguments; write {}", signature(function_)));
    }
    position < parameters.size() ? void(bound_[position] = &argument.value) : bound_.push_back(&argument.value);
    return;
  }
  std::vector<std::string_view> names;
  for (std::size_t n = 0; n < parameters.size(); ++n) {
    names.push_back(parameters[n].name);
    if (parameters[n].name != argument.name || parameters[n].need == Need::rest) continue;
    if (bound_[n] != nullptr) fail(argument.value.offset, fmt::format("\"{}\" is given twice", argument.name));
    bound_[n] = &argument.value;
    return;
  }
  fail(argument.value.offset, fmt::format("{} has no argument \"{}\"{}; write {}", function_.name, argument.name,
                                          scenario::did_you_mean(argument.name, names), signature(function_)));
}

bool Call::has(std::size_t parameter) const noexcept {
  return parameter < bound_.size() && bound_[parameter] != nullptr;
}

Operand Call::operand(std::size_t parameter) { return compile(*bound_[parameter]); }

Operand Call::number(std::size_t parameter) {
  auto value = operand(parameter);
  if (!value.type.number()) fail(offset(parameter), "a number is needed, this is " + describe(value.type));
  if (value.type.nullable) fail(offset(parameter), "this may be null; write if(x == null, …, x)");
  return value;
}

Operand Call::integer(std::size_t parameter) {
  auto value = number(parameter);
  if (!value.type.integer()) fail(offset(parameter), "an integer is needed, this is " + describe(value.type));
  return value;
}

Operand Call::condition(std::size_t parameter) {
  auto value = operand(parameter);
  if (!value.type.is(Type::Kind::boolean)) {
    fail(offset(parameter), "a condition is needed, this is " + describe(value.type));
  }
  return value;
}

Decimal Call::constant(std::size_t parameter) {
  const auto value = number(parameter);
  if (!value.constant() || !value.type.is(Type::Kind::exact)) fail(offset(parameter), "a constant number is needed");
  return {value.number, value.type.scale};
}

std::int64_t Call::constant(std::size_t parameter, std::int64_t min, std::int64_t max) {
  const auto value = constant(parameter);
  if (value.scale != 0 || value.number < min || value.number > max) {
    fail(offset(parameter), fmt::format("an integer from {} to {} is needed", min, max));
  }
  return value.number;
}

std::string Call::text(std::size_t parameter) {
  const auto& written = *bound_[parameter];
  if (written.kind == Expression::Kind::name && record.names.find_binding(written) == nullptr)
    fail(written.offset, fmt::format("text in quotes is needed: \"{}\"", written.text));
  const auto value = operand(parameter);
  if (!value.constant() || !value.type.is(Type::Kind::text)) fail(offset(parameter), "text in quotes is needed");
  return value.text;
}

const CompiledTable& Call::table(std::size_t parameter) {
  const auto& name = *bound_[parameter];
  if (const auto* found = record.names.find_table(name)) return *found;
  if (name.kind == Expression::Kind::name && record.names.find_binding(name) == nullptr) {
    record.names.unknown(name.text, name.offset);
  }
  fail(name.offset, fmt::format("{} takes the name of a table here", function_.name));
}

std::size_t Call::column(std::size_t parameter, const CompiledTable& table) {
  const auto& name = *bound_[parameter];
  if (name.kind != Expression::Kind::name && name.kind != Expression::Kind::text) {
    fail(name.offset, "the name of a column is needed");
  }
  return table.position(name.text, name.offset);
}

void Call::use_time() const {
  record.context.forbid_in_table(offset(), "the time");
  record.context.use_time(offset());
}

Op& Call::add(OpFunction run, Register& to) {
  to = code().reg();
  auto& op = code().add(run);
  op.to = to;
  return op;
}

}  // namespace spate::generator
