// Sampled records of a stream: sizes, partitions and how many are sent, which the schedule does not show.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "generator/generator.hpp"
#include "pacing/schedule.hpp"
#include "scenario/model/scenario.hpp"

namespace spate::preview {

// Means per scheduled record, counted as in the account: key, value and headers before compression.
struct RecordMeans {
  double paced_bytes = 0;   // as a rate or bound in bytes counts: with dropped records, duplicated ones twice
  double sent = 1;          // records enqueued: 0 if dropped, 2 if duplicated
  double sent_bytes = 0;    // of enqueued records
  double queued_bytes = 0;  // their values, all that the queue of librdkafka counts
  double headers = 0;       // headers of enqueued records
  double header_bytes = 0;  // names and values of these headers
};

struct SampledRecords {
  std::uint64_t records = 0;  // in the sample
  RecordMeans means;
  double dropped = 0;                // share of the sampled records
  double duplicated = 0;             // share of the sampled records
  std::uint64_t max_bytes = 0;       // largest sent record, with oversized ones
  std::uint64_t max_wire_bytes = 0;  // largest on the wire, with length fields of headers
  std::vector<double> shares;        // per partition; empty if the sample is too small
  std::string failure;               // error of the generator; empty: none

  // Per sent record; 0 if all are dropped.
  [[nodiscard]] double mean_bytes() const noexcept { return means.sent > 0 ? means.sent_bytes / means.sent : 0; }
};

// Generates records spread over the first `max` of the stream. `wall` is the wall clock at T = 0.
[[nodiscard]] SampledRecords sample_records(const scenario::Scenario& scenario, const scenario::Stream& stream,
                                            const pacing::Schedule& schedule, generator::Generator generator,
                                            std::uint64_t max, WallTime wall);

}  // namespace spate::preview
