#include "run/pretty_json.hpp"

namespace spate {
namespace {

// One past the closing quote of the string that begins at `from`.
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

}  // namespace

std::string pretty_json(std::string_view json) {
  std::string pretty;
  std::size_t depth = 0;
  for (std::size_t at = 0; at < json.size(); ++at) {
    const char c = json[at];
    if (c == '"') {
      const auto end = end_of_string(json, at);
      pretty += json.substr(at, end - at);
      at = end - 1;
    } else if (opens(c)) {
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
    } else {
      pretty += c;
      if (c == ':') pretty += ' ';
    }
  }
  return pretty;
}

}  // namespace spate
