// Sample records without a broker, for `spate sample` and `run --show-sample`.
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
  bool pretty = false;  // indented JSON
  bool colors = false;  // with `pretty`
  bool escape = false;  // control characters and invalid UTF-8 as \x1B, for a terminal
  bool with_key = false;
  bool with_partition = false;
};

// Writes records of the stream to standard output, one per line unless `pretty`. Their times follow the schedule,
// `wall` is the wall clock at T = 0. Stops after the last record of the stream and logs that. Returns false and sets
// `failure` if a record cannot be generated.
bool print_sample(const scenario::Scenario& scenario, const scenario::Stream& stream, generator::Generator generator,
                  WallTime wall, const SampleOptions& options, std::string& failure);

// Writes the statistics of the same records instead.
bool print_statistics(const scenario::Scenario& scenario, const scenario::Stream& stream,
                      generator::Generator generator, WallTime wall, const SampleOptions& options,
                      std::string& failure);

}  // namespace spate::preview
