// How large a stream's records are, where they go and how many of them are sent, from a sample: what its schedule alone
// does not tell.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "generator/generator.hpp"
#include "pacing/schedule.hpp"
#include "scenario/model/scenario.hpp"

namespace spate::preview {

// Means over the scheduled records, counted as the account counts them: key, value and headers before compression.
struct RecordMeans {
  double paced_bytes = 0;   // what a rate or a bound in bytes counts: dropped records too, duplicated ones twice
  double sent = 1;          // records enqueued: 0 of a dropped one, 2 of a duplicated one
  double sent_bytes = 0;    // of the records enqueued
  double queued_bytes = 0;  // of their values: the only bytes that librdkafka's queue counts
  double headers = 0;       // number of headers of the records enqueued
  double header_bytes = 0;  // likewise, their names and values
};

struct SampledRecords {
  std::uint64_t records = 0;  // in the sample
  RecordMeans means;
  double dropped = 0;                 // share of the sampled records
  double duplicated = 0;              // likewise
  std::uint64_t max_bytes = 0;        // of the largest that is sent, oversized ones included
  std::uint64_t most_wire_bytes = 0;  // likewise, with the lengths that stand before names and values of headers
  std::vector<double> shares;         // of each partition, where the sample says something about them; else empty
  std::string failure;                // why a record could not be made; empty: all could

  // Of a record that is sent; 0 where all are dropped.
  [[nodiscard]] double mean_bytes() const noexcept { return means.sent > 0 ? means.sent_bytes / means.sent : 0; }
};

// Makes records spread over the first `most` of the stream, whose schedule is given. `wall`: what the scenario's clock
// shows at T = 0.
[[nodiscard]] SampledRecords sample_records(const scenario::Scenario& scenario, const scenario::Stream& stream,
                                            const pacing::Schedule& schedule, generator::Generator generator,
                                            std::uint64_t max, WallTime wall);

}  // namespace spate::preview
