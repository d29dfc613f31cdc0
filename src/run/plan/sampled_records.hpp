// How large a stream's records are and where they go, from a sample: what its schedule alone does not tell.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "generator/generator.hpp"
#include "pacing/schedule.hpp"
#include "scenario/scenario.hpp"

namespace spate {

struct SampledRecords {
  std::uint64_t records = 0;     // in the sample
  double mean_bytes = 0;         // of key and value
  std::uint64_t most_bytes = 0;  // of the largest in the sample
  std::vector<double> shares;    // of each partition, where the sample says something about them; else empty
  std::string failure;           // why a record could not be made; empty: all could
};

// Makes records spread over the first `most` of the stream, whose schedule is given. `wall`: what the scenario's clock
// shows at T = 0.
[[nodiscard]] SampledRecords sample_records(const Scenario& scenario, const Stream& stream, const Schedule& schedule,
                                            Generator generator, std::uint64_t most, Nanos wall);

}  // namespace spate
