#include "scenario/yaml/yaml_traps.hpp"

#include <cstddef>

namespace spate::scenario {
namespace {

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n'; }

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

// End of the scalar in the raw text. YAML folds lines in `value`, so white space is skipped in both.
std::size_t end_of_scalar(std::string_view raw, std::string_view value) {
  std::size_t i = 0;
  for (const char c : value) {
    if (is_space(c)) continue;
    while (i < raw.size() && is_space(raw[i])) ++i;
    ++i;
  }
  return i < raw.size() ? i : raw.size();
}

// The comment on the same line, with "#"; empty if none.
std::string_view comment_after(std::string_view raw, std::size_t end) {
  const auto start = raw.find_first_not_of(" \t", end);
  if (start == std::string_view::npos || start == end || raw[start] != '#') return {};
  return raw.substr(start, raw.find('\n', start) - start);
}

// An apostrophe inside a word (it's, l'eau) is not a quote.
bool opens_quote(std::string_view text, std::size_t i) {
  return text[i] == '"' || (text[i] == '\'' && (i == 0 || !is_letter(text[i - 1])));
}

bool has_open_bracket_or_quote(std::string_view text) {
  int depth = 0;
  char quote = '\0';
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quote != '\0') {
      if (c == quote) quote = '\0';
    } else if (opens_quote(text, i)) {
      quote = c;
    } else if (c == '(' || c == '[' || c == '{') {
      ++depth;
    } else if (c == ')' || c == ']' || c == '}') {
      --depth;
    }
  }
  return quote != '\0' || depth > 0;
}

}  // namespace

bool comment_cuts_plain_scalar(std::string_view raw, std::string_view value) noexcept {
  const auto comment = comment_after(raw, end_of_scalar(raw, value));
  if (comment.empty()) return false;
  return comment.find("${") != std::string_view::npos || has_open_bracket_or_quote(value);
}

bool comma_cuts_expression(std::string_view raw, std::string_view value) noexcept {
  const auto next = raw.find_first_not_of(" \t\n", end_of_scalar(raw, value));
  return next != std::string_view::npos && raw[next] == ',' && value.starts_with('=') &&
         has_open_bracket_or_quote(value);
}

bool quote_closes(std::string_view raw) noexcept {
  const char quote = raw.front();
  for (std::size_t i = 1; i < raw.size(); ++i) {
    if (quote == '"' && raw[i] == '\\') {
      ++i;
    } else if (raw[i] == quote) {
      if (quote == '"' || i + 1 == raw.size() || raw[i + 1] != quote) return true;
      ++i;
    }
  }
  return false;
}

}  // namespace spate::scenario
