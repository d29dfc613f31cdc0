#include "base/utf8.hpp"

#include <algorithm>

namespace spate {
namespace {

unsigned byte_at(std::string_view text, std::size_t i) noexcept {
  return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U;
}

bool continues(unsigned byte) noexcept { return (byte & 0xC0U) == 0x80U; }

}  // namespace

// Implements the table of RFC 3629, section 4.
std::size_t utf8_sequence(std::string_view text, std::size_t i) noexcept {
  const auto first = byte_at(text, i);
  const auto second = byte_at(text, i + 1);
  if (first < 0x80U) return 1;
  if (first < 0xC2U || first > 0xF4U || !continues(second)) return 0;
  if (first < 0xE0U) return 2;
  const bool overlong = (first == 0xE0U && second < 0xA0U) || (first == 0xF0U && second < 0x90U);
  const bool surrogate = first == 0xEDU && second > 0x9FU;
  const bool above_last = first == 0xF4U && second > 0x8FU;
  if (overlong || surrogate || above_last || !continues(byte_at(text, i + 2))) return 0;
  if (first < 0xF0U) return 3;
  return continues(byte_at(text, i + 3)) ? 4 : 0;
}

std::optional<std::size_t> first_invalid_utf8(std::string_view text) noexcept {
  for (std::size_t i = 0; i < text.size();) {
    const auto length = utf8_sequence(text, i);
    if (length == 0) return i;
    i += length;
  }
  return std::nullopt;
}

std::size_t utf8_length(std::string_view text) noexcept {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return !continues(static_cast<unsigned char>(c)); }));
}

}  // namespace spate
