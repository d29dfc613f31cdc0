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
         fmt::format("missing argument \"{}\": use {}", function.parameters[n].name, signature(function)));
  }
  const bool no_rest = !bound_.empty() && function.parameters.back().need == Need::rest && bound_.back() == nullptr;
  if (no_rest && bound_.size() == function.parameters.size()) bound_.pop_back();
}

void Call::bind(const Expression::Argument& argument, std::size_t position) {
  if (argument.value.kind == Expression::Kind::list && function_.name != "pick") {
    fail(argument.value.offset,
         fmt::format("{} takes no list: remove the brackets, as in {}", function_.name, function_.example.substr(1)));
  }
  const auto& parameters = function_.parameters;
  if (argument.name.empty()) {
    const bool rest = !parameters.empty() && parameters.back().need == Need::rest;
    if (position >= parameters.size() && !rest) {
      fail(argument.value.offset, fmt::format("too many arguments: use {}", signature(function_)));
    }
    position < parameters.size() ? void(bound_[position] = &argument.value) : bound_.push_back(&argument.value);
    return;
  }
  std::vector<std::string_view> names;
  for (std::size_t n = 0; n < parameters.size(); ++n) {
    names.push_back(parameters[n].name);
    if (parameters[n].name != argument.name || parameters[n].need == Need::rest) continue;
    if (bound_[n] != nullptr)
      fail(argument.value.offset, fmt::format("duplicate argument \"{}\": remove one", argument.name));
    bound_[n] = &argument.value;
    return;
  }
  auto hint = scenario::did_you_mean(argument.name, names);
  if (hint.empty() && record.context.scope->find(argument.name) != nullptr)
    hint = scenario::suggestion(scenario::ForeignName::Kind::syntax, "=");
  if (hint.empty() || hint.starts_with(';')) hint = fmt::format(": use {}{}", signature(function_), hint);
  fail(argument.value.offset, fmt::format("{} has no argument \"{}\"{}", function_.name, argument.name, hint));
}

bool Call::has(std::size_t parameter) const noexcept {
  return parameter < bound_.size() && bound_[parameter] != nullptr;
}

Operand Call::operand(std::size_t parameter) { return compile(*bound_[parameter]); }

Operand Call::number(std::size_t parameter) {
  auto value = operand(parameter);
  if (!value.type.is_number()) fail(offset(parameter), "expected a number, got " + describe(value.type));
  if (value.type.nullable) fail(offset(parameter), "the value may be null: use if(x == null, …, x)");
  return value;
}

Operand Call::integer(std::size_t parameter) {
  auto value = number(parameter);
  if (!value.type.is_integer()) fail(offset(parameter), "expected an integer, got " + describe(value.type));
  return value;
}

Operand Call::condition(std::size_t parameter) {
  auto value = operand(parameter);
  if (!value.type.is(Type::Kind::boolean)) {
    fail(offset(parameter), "expected a condition, got " + describe(value.type));
  }
  return value;
}

Decimal Call::constant(std::size_t parameter) {
  const auto value = number(parameter);
  if (!value.is_constant() || !value.type.is(Type::Kind::exact))
    fail(offset(parameter), "expected a constant number: use one such as 10 or 0.5");
  return {value.number, value.type.scale};
}

std::int64_t Call::constant(std::size_t parameter, std::int64_t min, std::int64_t max) {
  const auto value = constant(parameter);
  if (value.scale != 0)
    fail(offset(parameter), fmt::format("expected an integer, got a decimal: use {} to {}", min, max));
  if (value.number < min || value.number > max)
    fail(offset(parameter), fmt::format("{} is out of range: use {} to {}", value.number, min, max));
  return value.number;
}

std::string Call::text(std::size_t parameter) {
  const auto& written = *bound_[parameter];
  if (written.kind == Expression::Kind::name && record.names.find_binding(written) == nullptr)
    fail(written.offset, fmt::format("expected a text: use quotes, as in \"{}\"", written.text));
  const auto value = operand(parameter);
  if (!value.is_constant() || !value.type.is(Type::Kind::text))
    fail(offset(parameter), "expected a constant text: put it in quotes");
  return value.text;
}

const CompiledTable& Call::table(std::size_t parameter) {
  const auto& name = *bound_[parameter];
  if (const auto* match = record.names.find_table(name)) return *match;
  if (name.kind == Expression::Kind::name && record.names.find_binding(name) == nullptr) {
    record.names.unknown(name.text, name.offset);
  }
  fail(name.offset, fmt::format("expected the name of a table: use one as in {}", function_.example.substr(1)));
}

std::size_t Call::column(std::size_t parameter, const CompiledTable& table) {
  const auto& name = *bound_[parameter];
  if (name.kind != Expression::Kind::name && name.kind != Expression::Kind::text) {
    fail(name.offset, fmt::format("expected the name of a column: use one of table {}", table.name));
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
