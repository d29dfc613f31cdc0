// uuid7, ulid: identifiers that sort by intended time, then by index of the record; hex: random digits.
#include <algorithm>

#include "generator/functions/functions.hpp"
#include "generator/functions/hex_digits.hpp"

namespace spate::generator::functions {
namespace {

// The intended time in milliseconds since the epoch (48 bits; 0 before 1970), and the rest of the millisecond in units
// of 2^-64 ms.
struct SplitTime {
  std::uint64_t milliseconds;
  std::uint64_t fraction;
};

SplitTime split_time(const Machine& machine) noexcept {
  constexpr auto kUnit = static_cast<std::uint64_t>(kMillisecond.count());
  constexpr std::uint64_t kPerNanosecond = ~std::uint64_t{0} / kUnit;
  const auto wall = static_cast<std::uint64_t>(std::max(machine.wall, WallTime{}).time_since_epoch().count());
  return {wall / kUnit, wall % kUnit * kPerNanosecond};
}

// RFC 9562 §5.7 and §6.2 method 3: 12 more bits of the time, 32 of the index, 30 random bits.
OpResult run_write_uuid7(Machine& machine, const Op* op, char* out) noexcept {
  const auto time = split_time(machine);
  const auto high = (time.milliseconds << 16U) | 0x7000ULL | (time.fraction >> 52U);
  const auto low = (1ULL << 63U) | ((machine.index & 0xFFFFFFFFULL) << 30U) | (machine.draw(op) >> 34U);
  return continue_with(machine, op + 1, write_uuid(write_literal(op, out), high, low));
}

// Writes the lowest 5 * count bits in Crockford's base 32.
template <int count>
char* write_base32(char* out, std::uint64_t bits) noexcept {
  constexpr char kLetters[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  for (int n = 0; n < count; ++n) out[n] = kLetters[(bits >> (5 * (count - 1 - n))) & 31U];
  return out + count;
}

// 48 bits of milliseconds, 16 more bits of the time, 32 of the index, 32 random bits.
OpResult run_write_ulid(Machine& machine, const Op* op, char* out) noexcept {
  const auto time = split_time(machine);
  const auto index = machine.index & 0xFFFFFFFFULL;
  out = write_base32<10>(write_literal(op, out), time.milliseconds);
  out = write_base32<8>(out, ((time.fraction >> 48U) << 24U) | (index >> 8U));
  return continue_with(machine, op + 1, write_base32<8>(out, ((index & 0xFFU) << 32U) | (machine.draw(op) >> 32U)));
}

// x: number of digits.
OpResult run_write_hex(Machine& machine, const Op* op, char* out) noexcept {
  out = write_literal(op, out);
  char* const end = out + op->x;
  for (std::uint64_t n = 0; out < end; ++n, out += 16) write_hex<8>(out, random::draw(machine.state, op->z + n));
  return continue_with(machine, op + 1, end);
}

// A text of fixed length that one operation writes. The operation may write `extra_bytes` after it.
Operand fixed_text(Call& call, OpFunction run, std::size_t size, std::size_t extra_bytes = 0) {
  const auto site = call.site();
  return Operand::made(Type::text(size, true, true), [=](Emitter& code, Escape) {
    auto& op = code.write(run, size + extra_bytes);
    op.z = site;
    op.x = static_cast<std::int64_t>(size);
  });
}

void require_record(Call& call) {
  call.record.context.forbid_in_table(call.offset(), "the time: use uuid4()");
  call.record.context.use_time(call.offset());
}

}  // namespace

Function uuid7() {
  return {.name = "uuid7",
          .group = "identity",
          .parameters = {},
          .help = "A UUID (version 7) that sorts by the record's intended time, and within 0.25 us by its index.",
          .example = "=uuid7()",
          .compile = [](Call& call) {
            require_record(call);
            return fixed_text(call, run_write_uuid7, kUuidSize);
          }};
}

Function ulid() {
  return {.name = "ulid",
          .group = "identity",
          .parameters = {},
          .help = "A ULID that sorts by the record's intended time, and at the same time by its index.",
          .example = "=ulid()",
          .compile = [](Call& call) {
            require_record(call);
            constexpr std::size_t kUlidSize = 26;
            return fixed_text(call, run_write_ulid, kUlidSize);
          }};
}

Function hex() {
  return {.name = "hex",
          .group = "identity",
          .parameters = {{"n", {}, "number of digits, 1 to 4096; a constant"}},
          .help = "Random hexadecimal digits in lower case.",
          .example = "=hex(12)",
          .compile = [](Call& call) {
            constexpr std::size_t kDigitsPerDraw = 16;
            return fixed_text(call, run_write_hex, static_cast<std::size_t>(call.constant(0, 1, 4096)), kDigitsPerDraw);
          }};
}

}  // namespace spate::generator::functions
