#include "report/figures.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "base/printable.hpp"
#include "base/utf8.hpp"

namespace spate::report {

std::string grouped(std::uint64_t value) {
  std::string digits = fmt::format("{}", value);
  for (auto position = digits.size(); position > 3; position -= 3) digits.insert(position - 3, ",");
  return digits;
}

std::string rate_text(double per_second) {
  if (std::isinf(per_second)) return "max";
  if (per_second >= 1000) return grouped(static_cast<std::uint64_t>(std::llround(per_second)));
  return per_second >= 10 ? fmt::format("{:.1f}", per_second) : fmt::format("{:.2f}", per_second);
}

std::string latency_text(double seconds) {
  if (seconds <= 0) return "0";
  if (seconds < 1e-3) return fmt::format("{:.0f} us", seconds * 1e6);
  if (seconds < 1) return fmt::format("{:.1f} ms", seconds * 1e3);
  return fmt::format("{:.1f} s", seconds);
}

std::string size_text(std::uint64_t bytes) {
  static constexpr std::array kUnits{"B", "KiB", "MiB", "GiB", "TiB"};
  auto amount = static_cast<double>(bytes);
  std::size_t unit = 0;
  while (amount >= 1024 && unit + 1 < kUnits.size()) {
    amount /= 1024;
    ++unit;
  }
  return unit == 0 ? fmt::format("{} B", bytes) : fmt::format("{:.1f} {}", amount, kUnits[unit]);
}

std::string printable(std::string_view bytes) {
  const bool is_text = !first_invalid_utf8(bytes);
  std::string text;
  for (std::size_t i = 0; i < bytes.size();) {
    const auto character = bytes.substr(i, is_text ? utf8_sequence(bytes, i) : 1);
    i += character.size();
    const bool is_printable =
        is_text ? printable_line(character) == character : character[0] >= 0x20 && character[0] < 0x7F;
    for (const char c : character)
      text += is_printable ? std::string(1, c) : fmt::format("\\x{:02X}", static_cast<unsigned char>(c));
  }
  return text;
}

std::size_t display_width(std::string_view text) noexcept {
  const auto starts_code_point = [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; };
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), starts_code_point));
}

}  // namespace spate::report
