// The values of one scrape. The values of one stream are consistent; different streams are read microseconds apart.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "metrics/process.hpp"
#include "stats/run_stats.hpp"

namespace spate::metrics {

// Upper bounds of the buckets of exported histograms, without +Inf. Each bound costs one series per stream and
// histogram, so there are few. They are dense around 1 ms, the usual latency of a healthy run.
inline constexpr std::array<Duration, 16> kBucketBounds{100 * kMicrosecond,
                                                        250 * kMicrosecond,
                                                        500 * kMicrosecond,
                                                        kMillisecond,
                                                        2500 * kMicrosecond,
                                                        5 * kMillisecond,
                                                        10 * kMillisecond,
                                                        25 * kMillisecond,
                                                        50 * kMillisecond,
                                                        100 * kMillisecond,
                                                        250 * kMillisecond,
                                                        500 * kMillisecond,
                                                        kSecond,
                                                        2500 * kMillisecond,
                                                        10 * kSecond,
                                                        kMinute};

struct BucketCounts {
  std::span<const Duration> bounds;
  std::array<std::uint64_t, kBucketBounds.size()> at_most{};  // cumulative
  std::uint64_t count = 0;
  double sum_seconds = 0;
};
[[nodiscard]] BucketCounts to_buckets(const stats::HistogramSnapshot& snapshot) noexcept;
[[nodiscard]] BucketCounts to_buckets(const stats::LatenessSnapshot& snapshot) noexcept;

struct StreamSnapshot {
  std::shared_ptr<const stats::StreamStats> of;  // keeps the names alive
  std::string generator;
  stats::Account account;
  double target_rate = 0;
  double behind_seconds = 0;
  double blocked_seconds = 0;
  double busiest_partition_ratio = 0;
  double busiest_key_ratio = 0;
  std::array<double, stats::kLimitReasons.size()> limited_seconds{};  // in the order of LimitReason
  BucketCounts schedule_lag, delivery_latency, ack_latency, event_lateness;
  std::array<std::uint64_t, kImperfections.size()> imperfections{};
  std::optional<BucketCounts> end_to_end;  // empty if not measured
  std::uint64_t end_to_end_unmeasured = 0;
};

struct MetricsSnapshot {
  std::string version, librdkafka;
  std::string shard_index, shard_count;
  std::vector<StreamSnapshot> streams;
  stats::ClientSnapshot client;  // at most kMaxBrokers brokers, disconnected ones first
  std::array<std::uint64_t, stats::kControlActions.size()> control_actions{};  // in their order
  double reload_successful = 1;
  double reload_timestamp_seconds = 0;
  std::uint64_t log_lines_dropped = 0;
  std::optional<ProcessSnapshot> process;
};

// Limits the number of series of a large cluster. Disconnected brokers are kept first because they matter most.
inline constexpr std::size_t kMaxBrokers = 200;

// Thread-safe. Never blocks the threads that write `stats`.
[[nodiscard]] MetricsSnapshot read(const stats::RunStats& stats);

}  // namespace spate::metrics
