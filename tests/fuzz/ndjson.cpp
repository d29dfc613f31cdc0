// Any bytes as a line of NDJSON: spate and the DOM parser of simdjson accept the same lines, and the value of a path is
// within the line.
#include <simdjson.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "generator/input/json_line.hpp"

namespace {

using namespace spate;

void require(bool condition) {
  if (!condition) __builtin_trap();
}

bool is_blank(std::string_view text) { return text.find_first_not_of(" \t\r\n") == std::string_view::npos; }

// The parsers differ for numbers of more than 64 bits and for deep nesting.
bool same_result(std::string_view line, bool is_valid) {
  static simdjson::dom::parser parser;
  const auto error = parser.parse(line.data(), line.size()).error();
  if (error == simdjson::NUMBER_ERROR || error == simdjson::DEPTH_ERROR) return true;
  return is_valid == (error == simdjson::SUCCESS) || line.size() > 1000;
}

// Replay looks up paths in valid lines only. Other callers do so in any line, and stop at the first error.
void try_path(simdjson::ondemand::parser& parser, const simdjson::padded_string& padded,
              const generator::JsonPath& path, bool is_valid) {
  simdjson::ondemand::document document;
  if (parser.iterate(padded).get(document) != simdjson::SUCCESS) return;
  if (is_valid) (void)path.ambiguous(document);
  simdjson::ondemand::value value;
  if (!path.find(document, value)) return;
  volatile char read = 0;  // reads all bytes: the sanitizer checks the bounds
  const std::string_view token = value.raw_json_token();
  for (const char c : token) read = c;
  static_cast<void>(read);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const generator::JsonPath paths[] = {generator::JsonPath{"id"}, generator::JsonPath{"a.0.id"},
                                              generator::JsonPath{"/a~1b"}, generator::JsonPath{"/"}};
  const std::string_view line{reinterpret_cast<const char*>(data), size};
  if (is_blank(line)) return 0;
  static simdjson::ondemand::parser parser;
  const simdjson::padded_string padded{line};
  simdjson::ondemand::document document;
  const bool is_document = parser.iterate(padded).get(document) == simdjson::SUCCESS;
  const bool is_valid = is_document && generator::json_line_problem(document, line) == nullptr;
  require(same_result(line, is_valid));
  for (const auto& path : paths) try_path(parser, padded, path, is_valid);
  return 0;
}
