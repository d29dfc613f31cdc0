// Records without a broker: `spate sample`, and the sample `run --show-sample` begins with.
#pragma once

#include <cstdint>
#include <string>

#include "base/time.hpp"
#include "generator/generator.hpp"
#include "scenario/model/scenario.hpp"

namespace spate::preview {

struct SampleOptions {
  std::uint64_t records = 10;
  std::uint64_t from = 0;
  bool pretty = false;   // JSON on several lines, indented
  bool colours = false;  // with pretty
  bool escape = false;   // control characters and bytes that are no text, as \\x1B: for a terminal
  bool with_key = false;
  bool with_partition = false;
};

// Writes the stream's records to standard output, one JSON value a line (or pretty). Times in them follow the stream's
// schedule from `wall`. Ends with the stream's last record, and logs that it does. False when a record could not be
// made: the reason has then been put into `failure`.
bool print_sample(const scenario::Scenario& scenario, const scenario::Stream& stream, generator::Generator generator,
                  WallTime wall, const SampleOptions& options, std::string& failure);

// Makes `options.records` of the stream's records and writes what they look like, field by field. Otherwise the same.
bool print_statistics(const scenario::Scenario& scenario, const scenario::Stream& stream,
                      generator::Generator generator, WallTime wall, const SampleOptions& options,
                      std::string& failure);

}  // namespace spate::preview
