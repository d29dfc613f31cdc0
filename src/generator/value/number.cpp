#include "generator/value/number.hpp"

namespace spate::generator {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Skips digits and returns their number.
std::size_t skip_digits(std::string_view& text) {
  std::size_t count = 0;
  while (count < text.size() && is_digit(text[count])) ++count;
  text.remove_prefix(count);
  return count;
}

}  // namespace

std::optional<Decimal> parse_exact(std::string_view text) noexcept {
  const bool negative = text.starts_with('-');
  if (negative) text.remove_prefix(1);
  Decimal exact;
  bool point = false;
  int digits = 0;
  for (const char c : text) {
    if (c == '.' && !point && digits > 0) {
      point = true;
      continue;
    }
    if (!is_digit(c)) return std::nullopt;
    if (__builtin_mul_overflow(exact.number, 10, &exact.number)) return std::nullopt;
    const int digit = negative ? '0' - c : c - '0';  // the smallest number has no positive counterpart
    if (__builtin_add_overflow(exact.number, digit, &exact.number)) return std::nullopt;
    ++digits;
    exact.scale += point ? 1 : 0;
  }
  if (digits == 0 || text.ends_with('.') || exact.scale > kMaxScale) return std::nullopt;
  return exact;
}

bool is_json_number(std::string_view text) noexcept {
  if (text.starts_with('-')) text.remove_prefix(1);
  if (text.starts_with('0') && text.size() > 1 && is_digit(text[1])) return false;
  if (skip_digits(text) == 0) return false;
  if (text.starts_with('.')) {
    text.remove_prefix(1);
    if (skip_digits(text) == 0) return false;
  }
  if (text.starts_with('e') || text.starts_with('E')) {
    text.remove_prefix(1);
    if (text.starts_with('+') || text.starts_with('-')) text.remove_prefix(1);
    if (skip_digits(text) == 0) return false;
  }
  return text.empty();
}

Int128 power_of_ten(int digits) noexcept {
  Int128 power = 1;
  for (int n = 0; n < digits; ++n) power *= 10;
  return power;
}

}  // namespace spate::generator
