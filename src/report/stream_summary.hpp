// Summary of one stream, and its JSON.
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

// Seconds; all 0 if nothing was measured.
struct LatencyFigures {
  double p50 = 0, p90 = 0, p99 = 0, p999 = 0, max = 0;
};

[[nodiscard]] LatencyFigures latency_figures(const stats::HistogramSnapshot& snapshot) noexcept;

inline constexpr std::size_t kBusiestKeys = 5;

struct StreamSummary {
  std::string name;
  std::string topic;
  stats::Account account;
  bool balanced = true;
  std::vector<std::pair<std::string, std::uint64_t>> failures;  // by error name of librdkafka, most frequent first
  double target_rate = 0;                                       // records per second; infinity under `max`
  double rate = 0;                                              // delivered per second
  bool rate_in_bytes = false;                                   // account.skipped_bytes is valid
  std::uint64_t resent = 0;  // enqueued records that an earlier process may have sent
  double blocked_seconds = 0;
  std::array<double, stats::kLimitReasons.size()> limited_seconds{};  // in the order of LimitReason
  LatencyFigures schedule_lag, ack_latency, delivery_latency;
  std::vector<std::uint64_t> partitions;                             // delivered, by partition
  std::vector<std::pair<std::string, std::uint64_t>> imperfections;  // by kind; empty without imperfections
  std::optional<LatencyFigures> end_to_end;                          // absent unless measured
  std::uint64_t end_to_end_unmeasured = 0;
  double busiest_partition = 0;               // its share of the delivered records
  std::vector<stats::KeyShare> busiest_keys;  // at most kBusiestKeys
  std::vector<ThresholdResult> thresholds;
  double cpu_seconds = 0;  // CPU time of the stream's thread
};

// Records that the thread of the stream makes per second of CPU time. Returns 0 below 1 ms of CPU time.
[[nodiscard]] double records_per_core(const StreamSummary& stream) noexcept;

// Reads the values of a stream at any time; final once the producer has settled every record. `rate` is the rate in the
// scenario, of all shards together; `history` is what the stream followed.
[[nodiscard]] StreamSummary summarize(const stats::StreamStats& stats, const scenario::RateProfile& rate,
                                      const pacing::ScheduleHistory& history, const scenario::Shard& shard = {});

// A member of `streams` in docs/reference/summary.md. `summary` selects the optional members.
[[nodiscard]] Json to_json(const StreamSummary& stream, const Summary& summary);

}  // namespace spate::report
