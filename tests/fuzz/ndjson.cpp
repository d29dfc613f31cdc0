// Any bytes as a line of NDJSON: what is taken for a JSON value, simdjson's other parser takes too, and the reverse;
// and what paths lead to lies within.
#include <simdjson.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "generator/input/json_line.hpp"

namespace {

using namespace spate;

void must(bool condition) {
  if (!condition) __builtin_trap();
}

bool is_blank(std::string_view text) { return text.find_first_not_of(" \t\r\n") == std::string_view::npos; }

// Numbers beyond 64 bits and deep nesting are where the two differ.
bool same_verdict(std::string_view line, bool good) {
  static simdjson::dom::parser parser;
  const auto error = parser.parse(line.data(), line.size()).error();
  if (error == simdjson::NUMBER_ERROR || error == simdjson::DEPTH_ERROR) return true;
  return good == (error == simdjson::SUCCESS) || line.size() > 1000;
}

// As replay does with a line that is sound, and as what shows fields does with any: a document that turned out to be
// none is not asked again.
void try_path(simdjson::ondemand::parser& parser, const simdjson::padded_string& padded,
              const generator::JsonPath& path, bool good) {
  simdjson::ondemand::document document;
  if (parser.iterate(padded).get(document) != simdjson::SUCCESS) return;
  if (good) (void)path.ambiguous(document);
  simdjson::ondemand::value value;
  if (!path.find(document, value)) return;
  volatile char read = 0;  // all of it may be read
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
  const bool begun = parser.iterate(padded).get(document) == simdjson::SUCCESS;
  const bool good = begun && generator::json_line_problem(document, line) == nullptr;
  must(same_verdict(line, good));
  for (const auto& path : paths) try_path(parser, padded, path, good);
  return 0;
}
