#include "generator/compile/expression_compiler.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/utf8.hpp"
#include "generator/compile/arithmetic.hpp"
#include "generator/compile/comparison.hpp"
#include "generator/compile/function.hpp"
#include "generator/compile/record_parts.hpp"
#include "generator/compile/registers.hpp"
#include "generator/machine/ops_compare.hpp"
#include "generator/machine/ops_control.hpp"
#include "scenario/text/suggestion.hpp"

namespace spate::generator {
namespace {

const Function& find_function(const Expression& call) {
  std::vector<std::string_view> names;
  for (const auto& function : all_functions()) {
    if (function.name == call.text) return function;
    names.push_back(function.name);
  }
  // Other languages write a module before the name, as in random.randint().
  const auto name = call.text.substr(call.text.rfind('.') + 1);
  auto hint = scenario::suggestion(scenario::ForeignName::Kind::function, name, names);
  if (name != call.text && std::find(names.begin(), names.end(), name) != names.end())
    hint = fmt::format(": use {} alone", name);
  if (hint.empty()) hint = ": see the list that \"spate functions\" prints";
  throw ExpressionError(call.offset, fmt::format("unknown function \"{}\"{}", call.text, hint));
}

bool is_text(const Operand& operand) { return operand.type.is(Type::Kind::text); }

Operand text_constant(const Expression& expression) {
  if (expression.unknown_escape)
    throw ExpressionError(*expression.unknown_escape, R"(unknown escape: use \n \r \t \\ \" or \')");
  if (first_invalid_utf8(expression.text))
    throw ExpressionError(expression.offset, "invalid UTF-8: save the file as UTF-8");
  return Operand::of_text(expression.text);
}

}  // namespace

Emitter& ExpressionCompiler::code() const noexcept { return record_.context.code(); }

Operand ExpressionCompiler::compile(const Expression& expression) {
  switch (expression.kind) {
    case Expression::Kind::exact:
      return Operand::exact(expression.number, expression.scale);
    case Expression::Kind::real:
      return Operand::of_real(expression.real);
    case Expression::Kind::text:
      return text_constant(expression);
    case Expression::Kind::boolean:
      return Operand::boolean(expression.number != 0);
    case Expression::Kind::null:
      return Operand::none();
    case Expression::Kind::name:
      return name(expression);
    case Expression::Kind::member:
      return member(expression);
    case Expression::Kind::call:
      return call(expression);
    case Expression::Kind::list:
      throw ExpressionError(expression.offset, "a list is only allowed in pick([…])");
    case Expression::Kind::negate:
      return negate(expression);
    case Expression::Kind::logical_not:
      return logical_not(expression);
    case Expression::Kind::binary:
      return binary(expression);
  }
  return {};
}

Operand ExpressionCompiler::name(const Expression& expression) {
  if (const auto* binding = record_.context.scope->find(expression.text))
    return record_.kept.value_of(*binding, expression.offset);
  if (const auto* table = record_.names.find_table(expression)) {
    throw ExpressionError(expression.offset,
                          fmt::format("{} is a table: use pick({}) for one of its rows", table->name, table->name));
  }
  record_.names.unknown(expression.text, expression.offset);
}

Operand ExpressionCompiler::member(const Expression& expression) {
  if (const auto* binding = record_.names.find_binding(expression))
    return record_.kept.value_of(*binding, expression.offset);
  std::string path;
  if (const auto* row = record_.names.find_record(expression, path))
    return record_.cells.cell(compile(*row), path, expression.offset);
  const auto& owner = expression.arguments[0].value;
  if (const auto* binding = record_.names.find_binding(owner);
      binding != nullptr && binding->kind != Binding::Kind::value) {
    if (binding->kind == Binding::Kind::array || binding->members == nullptr)
      (void)record_.kept.value_of(*binding, owner.offset);
    const auto names = binding->members->in_reach();
    const std::vector<std::string_view> views(names.begin(), names.end());
    throw ExpressionError(expression.offset,
                          fmt::format("{} has no earlier field \"{}\"{}", binding->name, expression.text,
                                      scenario::did_you_mean(expression.text, views)));
  }
  return record_.cells.cell(compile(owner), expression.text, expression.offset);
}

Operand ExpressionCompiler::call(const Expression& expression) {
  const auto& function = find_function(expression);
  Call arguments{record_, function, expression};
  return function.compile(arguments);
}

Operand ExpressionCompiler::negate(const Expression& expression) {
  const auto& value = expression.arguments[0].value;
  return subtract(code(), {Operand::exact(0), expression.offset}, {compile(value), value.offset});
}

Operand ExpressionCompiler::binary(const Expression& expression) {
  const auto& op = expression.text;
  const auto& left = expression.arguments[0].value;
  const auto& right = expression.arguments[1].value;
  if (op == "and" || op == "or") return logical(expression);
  const Located a{compile(left), left.offset};
  const Located b{compile(right), right.offset};
  Comparison comparison{};
  if (read_comparison(op, comparison)) return compare(code(), comparison, a, b);
  if (op == "+" && (is_text(a.operand) || is_text(b.operand))) {
    throw ExpressionError(expression.offset,
                          "+ adds numbers" + scenario::suggestion(scenario::ForeignName::Kind::syntax, op));
  }
  if (op == "+") return add(code(), a, b);
  if (op == "-") return subtract(code(), a, b);
  if (op == "*") return multiply(code(), a, b);
  return op == "/" ? divide(code(), a, b) : modulo(code(), a, b);
}

Operand ExpressionCompiler::condition(const Expression& expression) {
  auto operand = compile(expression);
  if (operand.type.is(Type::Kind::unknown)) throw ExpressionError(expression.offset, "");
  if (!operand.type.is(Type::Kind::boolean)) {
    throw ExpressionError(expression.offset, "expected a condition, got " + describe(operand.type));
  }
  return operand;
}

Operand ExpressionCompiler::logical(const Expression& expression) {
  const bool conjunction = expression.text == "and";
  const auto to = code().reg();
  const auto end = code().label();
  auto& before = code().add(run_set_number);
  before.to = to;
  before.x = conjunction ? 0 : 1;
  for (const auto& argument : expression.arguments) {
    const auto side = store(code(), condition(argument.value));
    code().branch(conjunction ? run_jump_unless : run_jump_if, end).a = side;
  }
  auto& after = code().add(run_set_number);
  after.to = to;
  after.x = conjunction ? 1 : 0;
  code().bind(end);
  return Operand::stored(Type::boolean(), to);
}

Operand ExpressionCompiler::logical_not(const Expression& expression) {
  const auto from = store(code(), condition(expression.arguments[0].value));
  auto result = exact_result(code(), run_not, Type::boolean());
  code().last(run_not)->a = from;
  return result;
}

}  // namespace spate::generator
