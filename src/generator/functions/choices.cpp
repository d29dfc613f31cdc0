// one_of, weighted, if, chance, maybe: one of several values.
#include <fmt/format.h>

#include "generator/compile/choice.hpp"
#include "generator/functions/draws.hpp"
#include "generator/functions/functions.hpp"
#include "generator/machine/ops_control.hpp"

namespace spate::generator::functions {
namespace {

using Need = Parameter::Need;

Operand one_of_compile(Call& call) {
  std::vector<const Expression*> values;
  for (std::size_t n = 0; n < call.argument_count(); ++n) values.push_back(&call.expression(n));
  return choose(call, random_index(call, values.size()), values);
}

Operand weighted_compile(Call& call) {
  if (call.argument_count() % 2 != 0)
    call.fail(call.offset(), "missing weight of the last value: use weighted(value, weight, …)");
  std::vector<const Expression*> values;
  std::vector<Decimal> weights;
  for (std::size_t n = 0; n < call.argument_count(); n += 2) {
    values.push_back(&call.expression(n));
    weights.push_back(call.constant(n + 1));
    if (weights.back().number < 0) call.fail(call.offset(n + 1), "negative weight: use 0 or more");
  }
  return choose(call, draw_weighted(call, weights), values);
}

// True where the draw is below x (as an unsigned number).
OpResult run_chance(Machine& machine, const Op* op, char* out) noexcept {
  machine[op->to].number = machine.draw(op) < static_cast<std::uint64_t>(op->x) ? 1 : 0;
  return continue_with(machine, op + 1, out);
}

OpResult run_chance_real(Machine& machine, const Op* op, char* out) noexcept {
  machine[op->to].number = random::uniform_01(machine.draw(op)) < machine[op->a].real ? 1 : 0;
  return continue_with(machine, op + 1, out);
}

// A constant probability, as the number of the 2^64 draws below it.
Operand constant_chance(Call& call, const Operand& share, std::uint64_t site) {
  const auto whole = power_of_ten(share.type.scale);
  if (share.number < 0 || share.number > whole)
    call.fail(call.offset(0), "the share must be from 0 to 1: use 0% to 100%");
  if (share.number == 0 || share.number == whole) return Operand::boolean(share.number != 0);
  Register to = 0;
  auto& op = call.add(run_chance, to);
  op.x = static_cast<std::int64_t>(draws_below({share.number, share.type.scale}));
  op.z = site;
  return Operand::stored(Type::boolean(), to);
}

Operand chance_compile(Call& call) {
  const auto share = call.number(0);
  const auto site = call.site();
  if (share.is_constant() && share.type.is(Type::Kind::exact)) return constant_chance(call, share, site);
  const auto from = store(call.code(), convert(call.code(), share, Type::real()));
  Register to = 0;
  auto& op = call.add(run_chance_real, to);
  op.a = from;
  op.z = site;
  return Operand::stored(Type::boolean(), to);
}

Operand either(Call& call, const Operand& condition, const Expression& yes, const Expression& no) {
  // Number 0 is the first alternative.
  if (condition.is_constant()) return call.compile(condition.number != 0 ? yes : no);
  return choose(call, store(call.code(), condition), {&no, &yes});
}

}  // namespace

Function one_of() {
  return {.name = "one_of",
          .group = "choices",
          .parameters = {{"value", {}, "any value"}, {"values", Need::rest, "more values of the same type"}},
          .help = "One of the arguments, each with the same probability.",
          .example = "=one_of(\"red\", \"green\", \"blue\")",
          .compile = one_of_compile};
}

Function weighted() {
  return {.name = "weighted",
          .group = "choices",
          .parameters = {{"value", {}, "any value"},
                         {"weight", {}, "weight relative to the others; a constant"},
                         {"values_and_weights", Need::rest, "more pairs of value and weight"}},
          .help = "One of the values, with a probability proportional to its weight.",
          .example = "=weighted(\"INFO\", 3, \"ERROR\", 1)",
          .compile = weighted_compile};
}

Function if_() {
  return {.name = "if",
          .group = "choices",
          .parameters = {{"condition", {}, "true or false"},
                         {"then", {}, "value if the condition is true"},
                         {"else", {}, "value otherwise"}},
          .help = "One of two values. Only that one is computed. It can be null.",
          .example = "=if(chance(50%), \"even\", \"odd\")",
          .compile = [](Call& call) {
            auto condition = call.condition(0);
            if (condition.type.nullable)
              call.fail(call.offset(0), "the condition may be null: compare the value with null first");
            return either(call, condition, call.expression(1), call.expression(2));
          }};
}

Function chance() {
  return {.name = "chance",
          .group = "choices",
          .parameters = {{"p", {}, "a probability, such as 2% or 0.02"}},
          .help = "True with probability p.",
          .example = "=chance(2%)",
          .compile = chance_compile};
}

Function maybe() {
  return {.name = "maybe",
          .group = "choices",
          .parameters = {{"p", {}, "a probability, such as 2% or 0.02"}, {"x", {}, "any value"}},
          .help = "x with probability p, otherwise null.",
          .example = "=maybe(80%, \"here\")",
          .compile = [](Call& call) {
            const Expression null;
            return either(call, chance_compile(call), call.expression(1), null);
          }};
}

}  // namespace spate::generator::functions
