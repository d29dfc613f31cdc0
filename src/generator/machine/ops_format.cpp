#include "generator/machine/ops_format.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <string_view>

#include "generator/value/number.hpp"

namespace spate::generator {
namespace {

const FormatSpec& spec_of(const Op* op) noexcept { return *static_cast<const FormatSpec*>(op->data); }

// The number of characters (code points) of UTF-8 text.
int character_count(std::string_view text) noexcept {
  return static_cast<int>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

char* fill(char* out, char c, int count) noexcept { return count > 0 ? std::fill_n(out, count, c) : out; }

// Pads `body` to the width. `head` (sign, 0x) comes before padding zeros.
char* pad(char* out, const FormatSpec& spec, std::string_view head, std::string_view body, char align) noexcept {
  const int missing = spec.width - static_cast<int>(head.size()) - character_count(body);
  const bool zeros = spec.zeros && spec.align == 0;
  const char side = spec.align != 0 ? spec.align : align;
  const int before = missing <= 0 || side == '<' ? 0 : side == '>' ? missing : missing / 2;
  if (!zeros) out = fill(out, spec.fill, before);
  out = std::copy(head.begin(), head.end(), out);
  if (zeros) return std::copy(body.begin(), body.end(), fill(out, '0', missing));
  out = std::copy(body.begin(), body.end(), out);
  return fill(out, spec.fill, missing - before);
}

struct Digits {
  char text[400];
  std::size_t size = 0;
  [[nodiscard]] std::string_view view() const noexcept { return {text, size}; }
};

char* with_sign(char* out, const FormatSpec& spec, bool negative, std::string_view prefix,
                std::string_view digits) noexcept {
  char head[4];
  std::size_t size = 0;
  if (negative) head[size++] = '-';
  if (!negative && spec.sign != '-') head[size++] = spec.sign;
  for (const char c : prefix) head[size++] = c;
  return pad(out, spec, {head, size}, digits, '>');
}

OpResult write_exact(Machine& machine, const Op* op, char* out) noexcept {
  const auto& spec = spec_of(op);
  const auto number = machine[op->a].number;
  auto scale = static_cast<int>(op->x);
  Int128 value = number;
  if (spec.precision >= 0 && spec.precision < scale) {
    value = divide_half_even(value, power_of_ten(scale - spec.precision));
    scale = spec.precision;
  }
  Digits digits;
  const Int128 size = value < 0 ? -value : value;
  char* end = write_decimal(digits.text, static_cast<std::int64_t>(std::min<Int128>(size, INT64_MAX)), scale);
  if (size > INT64_MAX) end = write_unsigned(digits.text, static_cast<std::uint64_t>(size));
  if (spec.precision > scale) {
    if (scale == 0) *end++ = '.';
    end = fill(end, '0', spec.precision - scale);
  }
  digits.size = static_cast<std::size_t>(end - digits.text);
  return continue_with(machine, op + 1, with_sign(write_literal(op, out), spec, value < 0, {}, digits.view()));
}

OpResult write_based(Machine& machine, const Op* op, char* out) noexcept {
  const auto& spec = spec_of(op);
  const auto number = machine[op->a].number;
  const int base = spec.type == 'o' ? 8 : spec.type == 'b' ? 2 : 16;
  const std::string_view prefix = !spec.alternate    ? ""
                                  : spec.type == 'o' ? "0o"
                                  : spec.type == 'b' ? "0b"
                                  : spec.type == 'x' ? "0x"
                                                     : "0X";
  Digits digits;
  digits.size =
      static_cast<std::size_t>(std::to_chars(digits.text, digits.text + 70, magnitude(number), base).ptr - digits.text);
  if (spec.type == 'X') {
    std::transform(digits.text, digits.text + digits.size, digits.text,
                   [](char c) { return c >= 'a' ? static_cast<char>(c - 'a' + 'A') : c; });
  }
  return continue_with(machine, op + 1, with_sign(write_literal(op, out), spec, number < 0, prefix, digits.view()));
}

OpResult write_real(Machine& machine, const Op* op, char* out) noexcept {
  const auto& spec = spec_of(op);
  const double real = machine[op->a].real;
  if (!std::isfinite(real)) return fail(machine, op, out, kNotFinite);
  Digits digits;
  char* const end = digits.text + sizeof digits.text;
  const double size = std::abs(real);
  const int precision = spec.precision >= 0 ? spec.precision : 6;
  auto result = std::to_chars(digits.text, end, size);
  if (spec.type == 'e') result = std::to_chars(digits.text, end, size, std::chars_format::scientific, precision);
  if (spec.type == 'g') result = std::to_chars(digits.text, end, size, std::chars_format::general, precision);
  if (spec.type == 'f' || (spec.type == 0 && spec.precision >= 0))
    result = std::to_chars(digits.text, end, size, std::chars_format::fixed, precision);
  digits.size = static_cast<std::size_t>(result.ptr - digits.text);
  return continue_with(machine, op + 1, with_sign(write_literal(op, out), spec, std::signbit(real), {}, digits.view()));
}

OpResult write_text(Machine& machine, const Op* op, char* out) noexcept {
  const auto& spec = spec_of(op);
  std::string_view text{machine[op->a].text, machine[op->a].size};
  if (spec.precision >= 0) {
    std::size_t end = 0;
    for (int remaining = spec.precision; end < text.size(); ++end) {
      const bool begins = (static_cast<unsigned char>(text[end]) & 0xC0U) != 0x80U;
      if (begins && remaining-- == 0) break;
    }
    text = text.substr(0, end);
  }
  return continue_with(machine, op + 1, pad(write_literal(op, out), spec, {}, text, '<'));
}

OpResult write_boolean(Machine& machine, const Op* op, char* out) noexcept {
  const std::string_view text = machine[op->a].number != 0 ? "true" : "false";
  return continue_with(machine, op + 1, pad(write_literal(op, out), spec_of(op), {}, text, '<'));
}

OpResult write_integer(Machine& machine, const Op* op, char* out) noexcept {
  const char type = spec_of(op).type;
  const bool decimal = type == 0 || type == 'd' || type == 'f';
  return decimal ? write_exact(machine, op, out) : write_based(machine, op, out);
}

template <int Digits>
OpResult write_exactly(Machine& machine, const Op* op, char* out) noexcept {
  return continue_with(machine, op + 1,
                       write_digits<Digits>(write_literal(op, out), static_cast<std::uint64_t>(machine[op->a].number)));
}

}  // namespace

OpFunction write_digits_run(int digits) noexcept {
  static constexpr std::array<OpFunction, 9> kRuns{write_exactly<1>, write_exactly<2>, write_exactly<3>,
                                                   write_exactly<4>, write_exactly<5>, write_exactly<6>,
                                                   write_exactly<7>, write_exactly<8>, write_exactly<9>};
  return kRuns[static_cast<std::size_t>(digits - 1)];
}

OpResult run_write_zero_padded(Machine& machine, const Op* op, char* out) noexcept {
  out = write_literal(op, out);
  const auto number = static_cast<std::uint64_t>(machine[op->a].number);
  const auto digits = static_cast<int>(op->x);
  if (number >= static_cast<std::uint64_t>(kPowersOfTen[static_cast<std::size_t>(digits)])) {
    return continue_with(machine, op + 1, write_unsigned(out, number));
  }
  return continue_with(machine, op + 1, write_padded(out, number, digits));
}

OpFunction format_run(const Type& type) noexcept {
  switch (type.kind) {
    case Type::Kind::real:
      return write_real;
    case Type::Kind::text:
      return write_text;
    case Type::Kind::boolean:
      return write_boolean;
    default:
      return type.scale == 0 ? write_integer : write_exact;
  }
}

}  // namespace spate::generator
