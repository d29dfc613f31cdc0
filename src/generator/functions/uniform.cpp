#include "generator/functions/uniform.hpp"

#include <fmt/format.h>

#include "generator/machine/ops_value.hpp"

namespace spate::generator::functions {
namespace {

// Between two registers; the compiler has proven that a <= b. All numbers of 64 bits are as many as the draw has.
Next run_draw_between(Machine& machine, const Op* op, char* out) noexcept {
  const auto least = machine[op->a].number;
  const auto count = static_cast<std::uint64_t>(machine[op->b].number) - static_cast<std::uint64_t>(least) + 1;
  const auto bits = machine.draw(op);
  const auto drawn = count == 0 ? bits : random::below(bits, count);
  machine[op->to].number = static_cast<std::int64_t>(static_cast<std::uint64_t>(least) + drawn);
  return go_on(machine, op + 1, out);
}

}  // namespace

Operand uniform(Call& call, const Operand& least, const Operand& most) {
  if (least.type.most > most.type.least) {
    const bool constant = least.constant() && most.constant();
    call.fail(call.offset(),
              constant ? fmt::format("the range is empty: {} is above {}", plain_text(least), plain_text(most))
                       : std::string{"the range may be empty: min may be above max"});
  }
  const auto type = Type::exact(least.type.least, most.type.most, least.type.scale);
  Register to = 0;
  // The instruction for constants has the number of values as a signed number.
  if (least.constant() && most.constant() && Type::fits(most.type.most - least.type.least + 1)) {
    const auto site = call.site();
    auto& op = call.add(run_draw_integer, to);
    op.x = least.number;
    op.y = most.number - least.number + 1;
    op.z = site;
    return Operand::stored(type, to);
  }
  const auto a = store(call.code(), least);
  const auto b = store(call.code(), most);
  auto& op = call.add(run_draw_between, to);
  op.a = a;
  op.b = b;
  op.z = call.site();
  return Operand::stored(type, to);
}

}  // namespace spate::generator::functions
