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

// A string, number or word at `from`.
std::string_view token_at(std::string_view json, std::size_t from) {
  const auto end =
      json[from] == '"' ? end_of_string(json, from) : std::min(json.find_first_of(",:{}[]\"", from + 1), json.size());
  return json.substr(from, end - from);
}

std::string_view colour_of(std::string_view token, bool is_name, const Palette& palette) {
  if (is_name) return palette.name;
  if (token.front() == '"') return palette.text;
  return token.front() == 't' || token.front() == 'f' || token.front() == 'n' ? palette.word : palette.number;
}

}  // namespace

std::string pretty_json(std::string_view json, const Palette& palette) {
  std::string pretty;
  std::size_t depth = 0;
  for (std::size_t at = 0; at < json.size(); ++at) {
    const char c = json[at];
    if (opens(c)) {
      pretty += c;
      const bool empty = at + 1 < json.size() && closes(json[at + 1]);
      if (empty) {
        pretty += json[++at];
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
      at += token.size() - 1;
      const bool is_name = at + 1 < json.size() && json[at + 1] == ':';
      pretty.append(colour_of(token, is_name, palette)).append(token).append(palette.off);
    }
  }
  return pretty;
}

}  // namespace spate::preview
