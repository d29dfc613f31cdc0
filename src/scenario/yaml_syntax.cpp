#include "scenario/yaml_syntax.hpp"

#include <fmt/format.h>

namespace spate {
namespace {

// What to do about it, from the line and the character where it stopped.
std::string advice(std::string_view line, std::string_view raw, const std::string& message) {
  constexpr std::string_view reserved = "@`%|>\"";
  if (line.substr(0, line.find_first_not_of(" \t")).find('\t') != std::string_view::npos)
    return "indent with spaces, not tabs";
  if (!raw.empty() && reserved.find(raw.front()) != std::string_view::npos)
    return fmt::format("put a value that starts with {} in quotes", raw.front());
  if (message.find("illegal map value") != std::string::npos)
    return "check the indentation, and put a value that holds \": \" in quotes";
  if (message.find("flow") != std::string::npos)
    return "close the bracket, and put a value that holds ${ or a comma inside {…} or […] in quotes";
  return "check the indentation and the quotes here";
}

}  // namespace

void report_syntax_error(const SourceText& source, const YAML::Exception& error, const std::string& path,
                         Diagnostics& diagnostics) {
  const auto& mark = error.mark;
  const auto raw = source.from(mark.line, mark.column);
  const auto place = mark.is_null() ? source.whole() : source.place(mark.line, mark.column);
  if (!raw.empty() && (raw.front() == '*' || raw.front() == '&'))
    return diagnostics.report(place, path, std::string{kNoAliases});
  diagnostics.report(
      place, "", fmt::format("not valid YAML: {}; {}", error.msg, advice(source.from(mark.line, 0), raw, error.msg)));
}

}  // namespace spate
