#include "base/printable.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

#include "base/utf8.hpp"

namespace spate {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";  // U+FFFD

// U+2028 and U+2029 break lines. U+FFFE and U+FFFF are not characters, and XML does not allow them.
constexpr std::array<std::string_view, 2> kLineBreaks{"\xE2\x80\xA8", "\xE2\x80\xA9"};
constexpr std::array<std::string_view, 2> kNoncharacters{"\xEF\xBF\xBE", "\xEF\xBF\xBF"};

template <std::size_t size>
bool is_in(const std::array<std::string_view, size>& set, std::string_view character) noexcept {
  return std::find(set.begin(), set.end(), character) != set.end();
}

// C0, DEL and C1 (U+0080 to U+009F).
bool is_control(std::string_view character) noexcept {
  const auto first = static_cast<unsigned char>(character[0]);
  if (character.size() == 1) return first < 0x20U || first == 0x7FU;
  return character.size() == 2 && first == 0xC2U && static_cast<unsigned char>(character[1]) < 0xA0U;
}

}  // namespace

std::string printable_line(std::string_view text) {
  text = text.substr(0, text.find_last_not_of("\r\n") + 1);
  std::string line;
  line.reserve(text.size());
  bool malformed = false;
  for (std::size_t i = 0; i < text.size();) {
    const auto size = utf8_sequence(text, i);
    const auto character = text.substr(i, std::max<std::size_t>(size, 1));
    i += character.size();
    if (size == 0) {
      if (!malformed) line += kReplacement;  // once per malformed sequence of bytes
    } else if (is_control(character) || is_in(kLineBreaks, character)) {
      line += ' ';
    } else {
      line += is_in(kNoncharacters, character) ? kReplacement : character;
    }
    malformed = size == 0;
  }
  return line;
}

}  // namespace spate
