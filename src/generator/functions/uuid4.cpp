#include "generator/functions/functions.hpp"

namespace spate::functions {
namespace {

constexpr auto kHexPairs = [] {
  constexpr char kHex[] = "0123456789abcdef";
  std::array<char, 512> pairs{};
  for (std::size_t n = 0; n < 256; ++n) {
    pairs[2 * n] = kHex[n / 16];
    pairs[2 * n + 1] = kHex[n % 16];
  }
  return pairs;
}();

// The highest `bytes` bytes of `bits`.
template <std::ptrdiff_t bytes>
char* write_hex(char* out, std::uint64_t bits) noexcept {
  for (std::ptrdiff_t n = 0; n < bytes; ++n)
    std::memcpy(out + 2 * n, kHexPairs.data() + 2 * ((bits >> (56 - 8 * n)) & 0xFFU), 2);
  return out + 2 * bytes;
}

// RFC 9562 §5.4: 122 random bits, version 4, variant 10.
Next run_write_uuid4(Machine& machine, const Op* op, char* out) noexcept {
  const auto high = (machine.draw(op) & ~0xF000ULL) | 0x4000ULL;
  const auto low = (random::draw(machine.state, op->z + 1) >> 2U) | (1ULL << 63U);
  out = write_hex<4>(write_literal(op, out), high);
  *out++ = '-';
  out = write_hex<2>(out, high << 32U);
  *out++ = '-';
  out = write_hex<2>(out, high << 48U);
  *out++ = '-';
  out = write_hex<2>(out, low);
  *out++ = '-';
  return go_on(machine, op + 1, write_hex<6>(out, low << 16U));
}

}  // namespace

Function uuid4() {
  return {.name = "uuid4",
          .group = "identity",
          .parameters = {},
          .help = "A random UUID (version 4).",
          .example = "=uuid4()",
          .compile = [](Call& call) {
            constexpr std::size_t kSize = 36;
            const auto site = call.site();
            return Operand::made(Type::text(kSize, true, true), [site](Compiler& compiler, Escape) {
              compiler.code().write(run_write_uuid4, kSize).z = site;
            });
          }};
}

}  // namespace spate::functions
