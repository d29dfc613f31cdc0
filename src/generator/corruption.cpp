#include "generator/corruption.hpp"

#include <algorithm>
#include <cstring>

#include "base/random.hpp"

namespace spate::generator {
namespace {

char* append(char* out, std::string_view text) noexcept {
  std::memcpy(out, text.data(), text.size());
  return out + text.size();
}

// The end of the JSON string that begins at `at`.
std::size_t string_end(std::string_view json, std::size_t at) noexcept {
  for (++at; at < json.size() && json[at] != '"'; ++at)
    if (json[at] == '\\') ++at;
  return std::min(at + 1, json.size());
}

// The end of the JSON value that begins at `at`: the comma or bracket after it.
std::size_t value_end(std::string_view json, std::size_t at) noexcept {
  int depth = 0;
  while (at < json.size()) {
    const char c = json[at];
    if (c == '"') {
      at = string_end(json, at);
      continue;
    }
    if (depth == 0 && (c == ',' || c == '}' || c == ']')) return at;
    if (c == '{' || c == '[') ++depth;
    if (c == '}' || c == ']') --depth;
    ++at;
  }
  return at;
}

std::size_t skip_space(std::string_view json, std::size_t at) noexcept {
  return std::min(json.find_first_not_of(" \t\r\n", at), json.size());
}

struct Span {
  std::size_t begin = 0;
  std::size_t end = 0;
};

// The value of member `number` of an object. If there are fewer, the last one; `members` is then their number.
Span member_value(std::string_view json, std::uint64_t number, std::uint64_t& members) noexcept {
  Span span{0, json.size()};
  members = 0;
  if (!json.starts_with('{')) return span;
  for (auto at = skip_space(json, 1); at < json.size() && json[at] == '"' && members <= number; ++members) {
    const auto colon = skip_space(json, string_end(json, at));
    span.begin = skip_space(json, colon + 1);
    const auto end = value_end(json, span.begin);
    span.end = json.find_last_not_of(" \t\r\n", end - 1) + 1;
    at = skip_space(json, end + 1);
  }
  return span;
}

char* write_truncated(std::string_view value, const Corruption& corruption, char* out) noexcept {
  constexpr std::string_view kOpening = "{[\"";
  const bool cut_is_invalid = !corruption.json || kOpening.find(value.substr(0, 1)) != std::string_view::npos;
  if (value.size() < 2 || !cut_is_invalid) return out;  // a number cut short is a number
  return append(out, value.substr(0, 1 + random::uniform_below(corruption.bits, value.size() - 1)));
}

char* write_wrong_type(std::string_view value, const Corruption& corruption, char* out) noexcept {
  std::uint64_t members = 0;
  (void)member_value(value, UINT64_MAX - 1, members);
  const auto which = members == 0 ? 0 : random::uniform_below(corruption.bits, members);
  const auto [begin, end] = member_value(value, which, members);
  const auto replaced = value.substr(begin, end - begin);
  out = append(out, value.substr(0, begin));
  if (replaced.starts_with('"')) {
    out = append(out, "0");
  } else if (replaced.starts_with('{') || replaced.starts_with('[')) {
    out = append(out, "\"wrong type\"");
  } else {
    out = append(append(append(out, "\""), replaced), "\"");
  }
  return append(out, value.substr(end));
}

// The position of the invalid byte: in JSON inside a string, so that only the UTF-8 is invalid; otherwise anywhere.
std::size_t byte_position(std::string_view value, const Corruption& corruption) noexcept {
  const auto drawn = static_cast<std::size_t>(random::uniform_below(corruption.bits, value.size()));
  if (!corruption.json) return drawn;
  auto place = drawn;
  for (std::size_t at = 0; at < value.size(); ++at) {
    if (value[at] != '"') continue;
    const auto end = string_end(value, at);
    if (end - at > 2) place = std::clamp(drawn, at + 1, end - 2);
    if (end > drawn && end - at > 2) break;
    at = end - 1;
  }
  return place;
}

char* write_invalid_utf8(std::string_view value, const Corruption& corruption, char* out) noexcept {
  constexpr char kNever = '\xff';  // not part of any UTF-8 text
  if (value.empty()) return append(out, {&kNever, 1});
  char* const end = append(out, value);
  out[byte_position(value, corruption)] = kNever;
  return end;
}

// Writes random hexadecimal digits, which compress by no more than half.
char* write_filling(char* out, std::size_t size, std::uint64_t bits) noexcept {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::uint64_t word = 0;
  for (std::size_t n = 0; n < size; ++n) {
    if (n % 16 == 0) word = random::mix(bits, n);
    *out++ = kDigits[(word >> (4 * (n % 16))) & 15U];
  }
  return out;
}

char* write_oversized(std::string_view value, const Corruption& corruption, char* out) noexcept {
  constexpr std::string_view kName = "\"oversized\":\"";
  const bool object = corruption.json && value.size() > 1 && value.front() == '{';
  if (corruption.json && !object) {  // JSON allows only white space after the value
    out = append(out, value);
    const auto more = corruption.oversized - std::min(corruption.oversized, value.size());
    std::memset(out, ' ', more);
    return out + more;
  }
  const std::string_view comma = object && value.size() > 2 ? "," : "";
  const auto around = value.size() + (object ? comma.size() + kName.size() + 1 : 0);
  const auto more = corruption.oversized - std::min(corruption.oversized, around);
  if (!object) return write_filling(append(out, value), more, corruption.bits);
  out = append(append(append(out, value.substr(0, value.size() - 1)), comma), kName);
  return append(write_filling(out, more, corruption.bits), "\"}");
}

}  // namespace

char* write_malformed(std::string_view value, const Corruption& corruption, char* out) noexcept {
  switch (corruption.kind) {
    case Imperfection::wrong_type:
      return write_wrong_type(value, corruption, out);
    case Imperfection::invalid_utf8:
      return write_invalid_utf8(value, corruption, out);
    case Imperfection::oversized:
      return write_oversized(value, corruption, out);
    default:
      return write_truncated(value, corruption, out);
  }
}

}  // namespace spate::generator
