#include "generator/replay/json_field.hpp"

#include <simdjson.h>

#include "generator/input/json_line.hpp"

namespace spate::generator {

bool json_field(std::string_view json, std::string_view path, std::string& text) {
  // On demand, so that a number keeps the digits it was written with.
  thread_local simdjson::ondemand::parser parser;
  const simdjson::padded_string padded{json};
  simdjson::ondemand::document document;
  simdjson::ondemand::value value;
  if (parser.iterate(padded).get(document) != simdjson::SUCCESS || !JsonPath{path}.find(document, value)) return false;
  simdjson::ondemand::json_type type{};
  if (value.type().get(type) != simdjson::SUCCESS) return false;  // compared, it would throw
  std::string_view shown;
  const bool found = type == simdjson::ondemand::json_type::string
                         ? value.get_string().get(shown) == simdjson::SUCCESS
                         : simdjson::to_json_string(value).get(shown) == simdjson::SUCCESS;
  if (found) text = trimmed_json(shown);
  return found;
}

}  // namespace spate::generator
