#include "generator/functions/uniform.hpp"

#include <fmt/format.h>

#include "generator/machine/ops_value.hpp"

namespace spate::generator::functions {
namespace {

// A draw between two registers; the compiler guarantees a <= b. The range of all 64-bit numbers needs the whole draw.
OpResult run_draw_between(Machine& machine, const Op* op, char* out) noexcept {
  const auto min = machine[op->a].number;
  const auto count = static_cast<std::uint64_t>(machine[op->b].number) - static_cast<std::uint64_t>(min) + 1;
  const auto bits = machine.draw(op);
  const auto drawn = count == 0 ? bits : random::uniform_below(bits, count);
  machine[op->to].number = static_cast<std::int64_t>(static_cast<std::uint64_t>(min) + drawn);
  return continue_with(machine, op + 1, out);
}

}  // namespace

Operand uniform(Call& call, const Operand& min, const Operand& max) {
  if (min.type.max > max.type.min) {
    const bool constant = min.is_constant() && max.is_constant();
    call.fail(call.offset(), constant ? fmt::format("{0} is above {1}: exchange them", plain_text(min), plain_text(max))
                                      : std::string{"min may be above max: limit one of them"});
  }
  const auto type = Type::exact(min.type.min, max.type.max, min.type.scale);
  Register to = 0;
  // The operation for constants holds the number of values as a signed integer.
  if (min.is_constant() && max.is_constant() && Type::fits(max.type.max - min.type.min + 1)) {
    const auto site = call.site();
    auto& op = call.add(run_draw_integer, to);
    op.x = min.number;
    op.y = max.number - min.number + 1;
    op.z = site;
    return Operand::stored(type, to);
  }
  const auto a = store(call.code(), min);
  const auto b = store(call.code(), max);
  auto& op = call.add(run_draw_between, to);
  op.a = a;
  op.b = b;
  op.z = call.site();
  return Operand::stored(type, to);
}

}  // namespace spate::generator::functions
