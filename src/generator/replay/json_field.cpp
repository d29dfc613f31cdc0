#include "generator/replay/json_field.hpp"

#include <simdjson.h>

#include "generator/input/json_line.hpp"

namespace spate::generator {

bool json_field(std::string_view json, std::string_view path, std::string& text) {
  // On-demand parsing keeps the digits of a number as written.
  thread_local simdjson::ondemand::parser parser;
  const simdjson::padded_string padded{json};
  simdjson::ondemand::document document;
  simdjson::ondemand::value value;
  if (parser.iterate(padded).get(document) != simdjson::SUCCESS || !JsonPath{path}.find(document, value)) return false;
  simdjson::ondemand::json_type type{};
  if (value.type().get(type) != simdjson::SUCCESS) return false;  // comparing the result would throw
  std::string_view field;
  const bool found = type == simdjson::ondemand::json_type::string
                         ? value.get_string().get(field) == simdjson::SUCCESS
                         : simdjson::to_json_string(value).get(field) == simdjson::SUCCESS;
  if (found) text = trimmed_json(field);
  return found;
}

}  // namespace spate::generator
