#include "generator/value/escape.hpp"

#include <algorithm>
#include <cstring>

namespace spate::generator {
namespace {

bool needs_json_escape(char c) { return static_cast<unsigned char>(c) < 0x20 || c == '"' || c == '\\'; }

char* write_control(char* out, char c) noexcept {
  constexpr std::string_view kHex = "0123456789abcdef";
  constexpr std::string_view kStart = "\\u00";
  std::memcpy(out, kStart.data(), kStart.size());
  out[4] = kHex[static_cast<unsigned char>(c) >> 4U];
  out[5] = kHex[static_cast<unsigned char>(c) & 15U];
  return out + 6;
}

// The letter of a two-character escape, or 0.
char short_escape(char c) noexcept {
  switch (c) {
    case '"':
      return '"';
    case '\\':
      return '\\';
    case '\b':
      return 'b';
    case '\f':
      return 'f';
    case '\n':
      return 'n';
    case '\r':
      return 'r';
    case '\t':
      return 't';
    default:
      return 0;
  }
}

}  // namespace

bool json_plain(std::string_view text) noexcept { return std::none_of(text.begin(), text.end(), needs_json_escape); }

bool csv_plain(std::string_view text) noexcept { return text.find_first_of(",;|\t\"\r\n") == std::string_view::npos; }

char* write_json_escaped(char* out, const char* text, std::uint32_t size) noexcept {
  for (const char* end = text + size; text != end; ++text) {
    if (!needs_json_escape(*text)) {
      *out++ = *text;
    } else if (const char letter = short_escape(*text)) {
      *out++ = '\\';
      *out++ = letter;
    } else {
      out = write_control(out, *text);
    }
  }
  return out;
}

char* write_csv_escaped(char* out, const char* text, std::uint32_t size) noexcept {
  for (const char* end = text + size; text != end; ++text) {
    if (*text == '"') *out++ = '"';
    *out++ = *text;
  }
  return out;
}

}  // namespace spate::generator
