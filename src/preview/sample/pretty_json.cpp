#include "preview/sample/pretty_json.hpp"

#include <algorithm>

namespace spate::preview {
namespace {

// One past the closing quote of the string at `from`.
std::size_t end_of_string(std::string_view json, std::size_t from) {
  for (auto at = from + 1; at < json.size(); ++at) {
    if (json[at] == '\\') {
      ++at;
    } else if (json[at] == '"') {
      return at + 1;
    }
  }
  return json.size();
}

bool opens(char c) { return c == '{' || c == '['; }
bool closes(char c) { return c == '}' || c == ']'; }

std::string new_line(std::size_t depth) { return "\n" + std::string(2 * depth, ' '); }

// Whitespace of JSON (RFC 8259, 2).
constexpr std::string_view kSpaces = " \t\r\n";

// The first position at or after `from` that is not whitespace.
std::size_t skip_spaces(std::string_view json, std::size_t from) {
  return std::min(json.find_first_not_of(kSpaces, from), json.size());
}

// The string, number or word at `from`, without whitespace after it.
std::string_view token_at(std::string_view json, std::size_t from) {
  if (json[from] == '"') return json.substr(from, end_of_string(json, from) - from);
  const auto token = json.substr(from, json.find_first_of(",:{}[]\"", from + 1) - from);
  return token.substr(0, token.find_last_not_of(kSpaces) + 1);
}

std::string_view token_color(std::string_view token, bool is_name, const Palette& palette) {
  if (is_name) return palette.name;
  if (token.front() == '"') return palette.text;
  return token.front() == 't' || token.front() == 'f' || token.front() == 'n' ? palette.word : palette.number;
}

}  // namespace

std::string pretty_json(std::string_view json, const Palette& palette) {
  std::string pretty;
  std::size_t depth = 0;
  std::size_t at = skip_spaces(json, 0);
  while (at < json.size()) {
    const char c = json[at];
    std::size_t next = skip_spaces(json, at + 1);
    if (opens(c)) {
      pretty += c;
      const bool is_empty = next < json.size() && closes(json[next]);
      if (is_empty) {
        pretty += json[next];
        next = skip_spaces(json, next + 1);
      } else {
        pretty += new_line(++depth);
      }
    } else if (closes(c)) {
      if (depth > 0) --depth;
      pretty += new_line(depth) + c;
    } else if (c == ',') {
      pretty += c + new_line(depth);
    } else if (c == ':') {
      pretty += ": ";
    } else {
      const auto token = token_at(json, at);
      next = skip_spaces(json, at + token.size());
      const bool is_name = next < json.size() && json[next] == ':';
      pretty.append(token_color(token, is_name, palette)).append(token).append(palette.off);
    }
    at = next;
  }
  return pretty;
}

}  // namespace spate::preview
