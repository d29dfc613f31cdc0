#include <fmt/format.h>

#include "scenario/generators.hpp"

namespace spate {
namespace {

// Empty if the text is a path of fields.
std::string key_problem(std::string_view text) {
  if (text.front() == '=') return "a key that is an expression is not supported yet; name a field of the record";
  if (text.find("${") != std::string_view::npos)
    return "a key that is a template is not supported yet; name a field of the record";
  if (text.front() == '/') return "a JSON pointer is not supported yet; name a field of the record";
  if (text.front() == '.' || text.back() == '.' || text.find("..") != std::string_view::npos)
    return fmt::format("{} is not a field's path; write one like host or metrics.host", shown(text));
  return {};
}

}  // namespace

std::optional<Key> read_key(const Section& section) {
  const auto* value = section.find("key");
  if (value == nullptr) return std::nullopt;
  const auto path = section.path("key");
  if (value->kind == Node::Kind::list || value->kind == Node::Kind::map) {
    section.wrong("key", "a key of several fields is not supported yet; name one field of the record");
    return std::nullopt;
  }
  if (value->text == "none" && !value->quoted) return Key{"", value->place, path};
  auto problem =
      value->text.empty() ? "an empty key; name a field of the record, or write none" : key_problem(value->text);
  if (problem.empty()) return Key{value->text, value->place, path};
  section.wrong("key", std::move(problem));
  return std::nullopt;
}

}  // namespace spate
