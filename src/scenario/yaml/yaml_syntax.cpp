#include "scenario/yaml/yaml_syntax.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cstdint>
#include <utility>

namespace spate::scenario {
namespace {

// Advice, from the line and the character of the error.
std::string advice(std::string_view line, std::string_view raw, const std::string& message) {
  constexpr std::string_view reserved = "@`%|>\"";
  if (line.substr(0, line.find_first_not_of(" \t")).find('\t') != std::string_view::npos)
    return "indent with spaces, not tabs";
  if (!raw.empty() && reserved.find(raw.front()) != std::string_view::npos)
    return fmt::format("put a value that starts with {} in quotes", raw.front());
  if (message.find("illegal map value") != std::string::npos &&
      line.substr(0, line.find('\n')).find(" ? ") != std::string_view::npos)
    return R"(use if(x == 1, "yes", "no"))";
  if (message.find("illegal map value") != std::string::npos)
    return "check the indentation, and put a value that contains \": \" in quotes";
  if (message.find("flow") != std::string::npos)
    return "close the bracket, and put a value that contains ${ or a comma inside {…} or […] in quotes";
  return "check the indentation and the quotes here";
}

constexpr std::uint32_t kFirstHighSurrogate = 0xd800;
constexpr std::uint32_t kFirstLowSurrogate = 0xdc00;
constexpr std::uint32_t kLastSurrogate = 0xdfff;

std::uint32_t number_in(std::string_view text, int base) {
  std::uint32_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number, base);
  return number;
}

// Problem of a character escape; empty if none. JSON writes characters above U+FFFF as two halves, \uD83D\uDD25, which
// YAML does not join. `after` is the text after the escape.
std::string escape_problem(const std::string& message, std::string_view after) {
  constexpr std::string_view kPrefix = "invalid unicode: ";
  if (!message.starts_with(kPrefix)) return {};
  const auto number = number_in(std::string_view{message}.substr(kPrefix.size()), 10);
  if (number < kFirstHighSurrogate || number > kLastSurrogate)
    return fmt::format("{:X} (hexadecimal) is not a Unicode character: use at most 10FFFF", number);
  const auto low = after.starts_with("\\u") ? number_in(after.substr(2, 4), 16) : 0;
  if (number >= kFirstLowSurrogate || low < kFirstLowSurrogate || low > kLastSurrogate)
    return fmt::format(
        "\\u{:04X} is half of a character: use the character itself, or \\U and its 8 hexadecimal digits", number);
  const auto character = 0x10000 + ((number - kFirstHighSurrogate) << 10U) + (low - kFirstLowSurrogate);
  return fmt::format(
      "\\u{:04X}\\u{:04X} is one character in JSON, but not in YAML: use \\U{:08X}, or the character itself", number,
      low, character);
}

}  // namespace

void report_syntax_error(const SourceText& source, const YAML::Exception& error, const std::string& path,
                         Diagnostics& diagnostics) {
  const auto& mark = error.mark;
  const auto raw = source.from(mark.line, mark.column);
  const auto place = mark.is_null() ? source.whole() : source.place(mark.line, mark.column);
  if (!raw.empty() && (raw.front() == '*' || raw.front() == '&'))
    return diagnostics.report(place, path, std::string{kNoAliases});
  if (auto problem = escape_problem(error.msg, raw); !problem.empty())
    return diagnostics.report(place, path, std::move(problem));
  diagnostics.report(place, "",
                     fmt::format("invalid YAML, {}: {}", error.msg, advice(source.from(mark.line, 0), raw, error.msg)));
}

}  // namespace spate::scenario
