// Reads how records are written: `format: csv`, or `format: {csv: {header: first, delimiter: ";"}}`.
#pragma once

#include <optional>

#include "scenario/keys/section.hpp"

namespace spate::scenario {

struct WrittenFormat {
  Format format = Format::json;
  CsvStyle csv = {};
};

// What stands under `format`; keys of CSV that a map leaves out are as in `under`, the generator's own. Reports every
// problem; nothing when there was one, or nothing is written.
[[nodiscard]] std::optional<WrittenFormat> read_format(const Section& section, const CsvStyle& under = {});

// As read_format reads it back.
[[nodiscard]] Node format_node(Format format, const CsvStyle& csv);

}  // namespace spate::scenario
