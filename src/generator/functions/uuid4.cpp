#include "generator/functions/functions.hpp"
#include "generator/functions/hex_digits.hpp"

namespace spate::generator::functions {
namespace {

// RFC 9562 §5.4: 122 random bits, version 4, variant 10.
OpResult run_write_uuid4(Machine& machine, const Op* op, char* out) noexcept {
  const auto high = (machine.draw(op) & ~0xF000ULL) | 0x4000ULL;
  const auto low = (random::draw(machine.state, op->z + 1) >> 2U) | (1ULL << 63U);
  return continue_with(machine, op + 1, write_uuid(write_literal(op, out), high, low));
}

}  // namespace

Function uuid4() {
  return {.name = "uuid4",
          .group = "identity",
          .parameters = {},
          .help = "A random UUID (version 4).",
          .example = "=uuid4()",
          .compile = [](Call& call) {
            const auto site = call.site();
            return Operand::made(Type::text(kUuidSize, true, true),
                                 [site](Emitter& code, Escape) { code.write(run_write_uuid4, kUuidSize).z = site; });
          }};
}

}  // namespace spate::generator::functions
