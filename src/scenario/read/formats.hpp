// Reads `format: csv` or `format: {csv: {header: first, delimiter: ";"}}`.
#pragma once

#include <optional>

#include "scenario/keys/section.hpp"

namespace spate::scenario {

struct WrittenFormat {
  Format format = Format::json;
  CsvStyle csv = {};
};

// Reads `format`; omitted CSV keys are taken from `base`, the style of the generator. Returns nullopt if the format is
// absent or invalid; reports the latter.
[[nodiscard]] std::optional<WrittenFormat> read_format(const Section& section, const CsvStyle& base = {});

// The node that read_format reads back.
[[nodiscard]] Node format_node(Format format, const CsvStyle& csv);

}  // namespace spate::scenario
