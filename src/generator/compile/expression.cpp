// Expressions: operators, and calls handed to their function.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/utf8.hpp"
#include "generator/compile/arithmetic.hpp"
#include "generator/compile/compiler.hpp"
#include "generator/compile/function.hpp"
#include "generator/compile/logic.hpp"
#include "generator/machine/ops_compare.hpp"
#include "generator/machine/ops_control.hpp"
#include "scenario/text/suggestion.hpp"

namespace spate {
namespace {

const Function& find_function(const Expression& call) {
  std::vector<std::string_view> names;
  for (const auto& function : all_functions()) {
    if (function.name == call.text) return function;
    names.push_back(function.name);
  }
  throw ExpressionError(call.offset,
                        fmt::format("unknown function \"{}\"{}", call.text, did_you_mean(call.text, names)));
}

Operand text_constant(const Expression& expression) {
  if (expression.unknown_escape)
    throw ExpressionError(*expression.unknown_escape, R"(unknown escape; there are \n \r \t \\ \" \')");
  if (first_invalid_utf8(expression.text)) throw ExpressionError(expression.offset, "this is not valid UTF-8");
  return Operand::of_text(expression.text);
}

}  // namespace

Operand Compiler::compile(const Expression& expression) {
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
      return member_of(expression);
    case Expression::Kind::call:
      return call(expression);
    case Expression::Kind::list:
      throw ExpressionError(expression.offset, "a list stands only in pick([…])");
    case Expression::Kind::negate:
      return negate(expression);
    case Expression::Kind::negation:
      return logical_not(expression);
    case Expression::Kind::binary:
      return binary(expression);
  }
  return {};
}

Operand Compiler::call(const Expression& expression) {
  const auto& function = find_function(expression);
  Call arguments{*this, function, expression};
  return function.compile(arguments);
}

Operand Compiler::negate(const Expression& expression) {
  const auto& value = expression.arguments[0].value;
  return subtract(*code_, {Operand::exact(0), expression.offset}, {compile(value), value.offset});
}

Operand Compiler::binary(const Expression& expression) {
  const auto& op = expression.text;
  const auto& left = expression.arguments[0].value;
  const auto& right = expression.arguments[1].value;
  if (op == "and" || op == "or") return logical(expression);
  const Located a{compile(left), left.offset};
  const Located b{compile(right), right.offset};
  Comparison comparison{};
  if (read_comparison(op, comparison)) return compare(*code_, comparison, a, b);
  if (op == "+") return add(*code_, a, b);
  if (op == "-") return subtract(*code_, a, b);
  if (op == "*") return multiply(*code_, a, b);
  return op == "/" ? divide(*code_, a, b) : modulo(*code_, a, b);
}

Operand Compiler::condition(const Expression& expression) {
  auto operand = compile(expression);
  if (operand.type.is(Type::Kind::unknown)) throw ExpressionError(expression.offset, "");
  if (!operand.type.is(Type::Kind::boolean)) {
    throw ExpressionError(expression.offset, "a condition is needed, this is " + describe(operand.type));
  }
  return operand;
}

Operand Compiler::logical(const Expression& expression) {
  const bool conjunction = expression.text == "and";
  const auto to = code_->reg();
  const auto end = code_->label();
  auto& before = code_->add(run_set_number);
  before.to = to;
  before.x = conjunction ? 0 : 1;
  for (const auto& argument : expression.arguments) {
    const auto side = store(*code_, condition(argument.value));
    code_->branch(conjunction ? run_jump_unless : run_jump_if, end).a = side;
  }
  auto& after = code_->add(run_set_number);
  after.to = to;
  after.x = conjunction ? 1 : 0;
  code_->bind(end);
  return Operand::stored(Type::boolean(), to);
}

Operand Compiler::logical_not(const Expression& expression) {
  const auto from = store(*code_, condition(expression.arguments[0].value));
  auto result = exact_result(*code_, run_not, Type::boolean());
  code_->last(run_not)->a = from;
  return result;
}

}  // namespace spate
