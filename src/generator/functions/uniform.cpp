#include "generator/functions/uniform.hpp"

#include <fmt/format.h>

#include "generator/machine/ops_value.hpp"

namespace spate::functions {
namespace {

// Between two registers; the compiler has proven that a <= b and that their distance fits.
Next run_draw_between(Machine& machine, const Op* op, char* out) noexcept {
  const auto least = machine[op->a].number;
  const auto count = static_cast<std::uint64_t>(machine[op->b].number) - static_cast<std::uint64_t>(least) + 1;
  machine[op->to].number = least + static_cast<std::int64_t>(random::below(machine.draw(op), count));
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
  if (!Type::fits(most.type.most - least.type.least + 1)) call.fail(call.offset(), "the range is wider than 64 bits");
  const auto type = Type::exact(least.type.least, most.type.most, least.type.scale);
  Register to = 0;
  if (least.constant() && most.constant()) {
    const auto site = call.site();
    auto& op = call.add(run_draw_integer, to);
    op.x = least.number;
    op.y = most.number - least.number + 1;
    op.z = site;
    return Operand::stored(type, to);
  }
  const auto a = call.compiler.store(least);
  const auto b = call.compiler.store(most);
  auto& op = call.add(run_draw_between, to);
  op.a = a;
  op.b = b;
  op.z = call.site();
  return Operand::stored(type, to);
}

}  // namespace spate::functions
