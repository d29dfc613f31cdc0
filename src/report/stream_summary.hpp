// The figures of one stream of a finished run, how they are read, and their JSON.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/json.hpp"
#include "pacing/schedule_history.hpp"
#include "report/threshold_result.hpp"
#include "scenario/model/scenario.hpp"
#include "stats/stream_stats.hpp"

namespace spate::report {

struct Summary;

// Seconds; all 0 when nothing was measured.
struct LatencyFigures {
  double p50 = 0, p90 = 0, p99 = 0, p999 = 0, max = 0;
};

[[nodiscard]] LatencyFigures latency_figures(const stats::HistogramSnapshot& reading) noexcept;

inline constexpr std::size_t kBusiestKeys = 5;

struct StreamSummary {
  std::string name;
  std::string topic;
  stats::Account account;
  bool balanced = true;
  std::vector<std::pair<std::string, std::uint64_t>> failures;  // by librdkafka's name, most frequent first
  double target_rate = 0;                                       // records per second; infinity under `max`
  double rate = 0;                                              // delivered per second
  bool rate_in_bytes = false;                                   // account.skipped_bytes says something
  std::uint64_t resent = 0;                                     // of the enqueued: may have been sent by an earlier run
  double blocked_seconds = 0;
  std::array<double, stats::kLimitReasons.size()> limited_seconds{};  // in the order of Limit
  LatencyFigures schedule_lag, ack_latency, delivery_latency;
  std::vector<std::uint64_t> partitions;                             // delivered, by partition
  std::vector<std::pair<std::string, std::uint64_t>> imperfections;  // by kind; empty where none are asked for
  std::optional<LatencyFigures> end_to_end;                          // of a stream that is read back
  std::uint64_t end_to_end_unmeasured = 0;
  double partition_share_max = 0;
  std::vector<stats::KeyShare> busiest_keys;  // at most kBusiestKeys
  std::vector<ThresholdResult> thresholds;
  double cpu_seconds = 0;  // processor time of the stream's own thread
};

// How many records the stream's thread makes in a second of processor time. 0 if it took less than 1 ms.
[[nodiscard]] double records_per_core(const StreamSummary& stream) noexcept;

// The figures of one stream, at any time; final once the producer has settled every record. `rate` is the written one,
// of all shards together, `history` what the stream followed.
[[nodiscard]] StreamSummary summarize(const stats::StreamStats& stats, const scenario::RateProfile& rate,
                                      const pacing::ScheduleHistory& history, const scenario::Shard& shard = {});

// A member of `streams` as docs/reference/summary.md has it; what a summary says of all its streams decides what is
// shown.
[[nodiscard]] Json to_json(const StreamSummary& stream, const Summary& summary);

}  // namespace spate::report
