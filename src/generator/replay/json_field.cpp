#include "generator/replay/json_field.hpp"

#include <simdjson.h>

#include <string>

namespace spate {

// '~' and '/' in names are escaped.
std::string json_pointer(std::string_view dotted_path) {
  if (dotted_path.starts_with('/')) return std::string{dotted_path};
  std::string pointer = "/";
  for (const char c : dotted_path) {
    switch (c) {
      case '.':
        pointer += '/';
        break;
      case '~':
        pointer += "~0";
        break;
      case '/':
        pointer += "~1";
        break;
      default:
        pointer += c;
    }
  }
  return pointer;
}

bool json_field(std::string_view json, std::string_view dotted_path, std::string& text) {
  // On demand, so that a number keeps the digits it was written with.
  thread_local simdjson::ondemand::parser parser;
  const simdjson::padded_string padded{json};
  simdjson::ondemand::document document;
  simdjson::ondemand::value value;
  if (parser.iterate(padded).get(document) != simdjson::SUCCESS ||
      document.at_pointer(json_pointer(dotted_path)).get(value) != simdjson::SUCCESS) {
    return false;
  }
  simdjson::ondemand::json_type type{};
  if (value.type().get(type) != simdjson::SUCCESS) return false;  // compared, it would throw
  std::string_view shown;
  const bool found = type == simdjson::ondemand::json_type::string
                         ? value.get_string().get(shown) == simdjson::SUCCESS
                         : simdjson::to_json_string(value).get(shown) == simdjson::SUCCESS;
  if (found) text = shown.substr(0, shown.find_last_not_of(" \n\r\t") + 1);
  return found;
}

}  // namespace spate
