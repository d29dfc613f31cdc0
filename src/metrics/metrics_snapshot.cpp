#include "metrics/metrics_snapshot.hpp"

#include <algorithm>

#include "base/log.hpp"

namespace spate::metrics {
namespace {

StreamSnapshot read_stream(const std::shared_ptr<const stats::StreamStats>& of) {
  const stats::StreamStats& stats = *of;
  StreamSnapshot snapshot;
  snapshot.of = of;
  snapshot.generator = stats.generator.read();
  snapshot.account = stats::read_account(stats);
  snapshot.target_rate = stats.target_rate.load(std::memory_order_relaxed);
  snapshot.behind_seconds = to_seconds(stats.worker.behind.load(std::memory_order_relaxed));
  snapshot.blocked_seconds = to_seconds(stats.worker.blocked.read());
  snapshot.busiest_partition_ratio = stats.delivery.partitions.max_share();
  snapshot.busiest_key_ratio = stats.delivery.keys.max_share();
  for (std::size_t reason = 0; reason < stats::kLimitReasons.size(); ++reason) {
    snapshot.limited_seconds[reason] = to_seconds(stats.limits.times[reason].read());
  }
  snapshot.schedule_lag = to_buckets(stats.worker.schedule_lag.read());
  snapshot.delivery_latency = to_buckets(stats.delivery.delivery_latency.read());
  snapshot.ack_latency = to_buckets(stats.delivery.ack_latency.read());
  snapshot.event_lateness = to_buckets(stats.worker.event_lateness.read());
  std::transform(stats.worker.imperfections.begin(), stats.worker.imperfections.end(), snapshot.imperfections.begin(),
                 [](const stats::Counter& counter) { return counter.read(); });
  if (stats.end_to_end.measured) snapshot.end_to_end = to_buckets(stats.end_to_end.latency.read());
  snapshot.end_to_end_unmeasured = stats.end_to_end.unmeasured.read();
  return snapshot;
}

stats::ClientSnapshot read_client(const stats::ClientStats& stats) {
  stats::ClientSnapshot snapshot = stats.read();
  std::stable_partition(snapshot.brokers.begin(), snapshot.brokers.end(),
                        [](const stats::BrokerSnapshot& broker) { return !broker.up; });
  if (snapshot.brokers.size() > kMaxBrokers) snapshot.brokers.resize(kMaxBrokers);
  return snapshot;
}

}  // namespace

BucketCounts to_buckets(const stats::HistogramSnapshot& snapshot) noexcept {
  BucketCounts buckets;
  buckets.bounds = kBucketBounds;
  std::transform(kBucketBounds.begin(), kBucketBounds.end(), buckets.at_most.begin(),
                 [&](Duration bound) { return snapshot.count_at_most(bound); });
  buckets.count = snapshot.count();
  buckets.sum_seconds = snapshot.sum_seconds();
  return buckets;
}

BucketCounts to_buckets(const stats::LatenessSnapshot& snapshot) noexcept {
  static_assert(stats::kLatenessBounds.size() == kBucketBounds.size());
  return {.bounds = stats::kLatenessBounds,
          .at_most = snapshot.at_most,
          .count = snapshot.count,
          .sum_seconds = snapshot.sum_seconds};
}

MetricsSnapshot read(const stats::RunStats& stats) {
  MetricsSnapshot snapshot;
  snapshot.version = stats.version;
  snapshot.librdkafka = stats.librdkafka;
  snapshot.shard_index = std::to_string(stats.shard_index);
  snapshot.shard_count = std::to_string(stats.shard_count);
  for (const auto& stream : stats.streams.read()) snapshot.streams.push_back(read_stream(stream));
  snapshot.client = read_client(stats.client);
  std::transform(stats.control.actions.begin(), stats.control.actions.end(), snapshot.control_actions.begin(),
                 [](const auto& actions) { return actions.load(std::memory_order_relaxed); });
  snapshot.reload_successful = stats.control.reload_successful.load(std::memory_order_relaxed) ? 1 : 0;
  snapshot.reload_timestamp_seconds =
      to_seconds(stats.control.reloaded.load(std::memory_order_relaxed).time_since_epoch());
  snapshot.log_lines_dropped = log::dropped_lines();
  snapshot.process = read_process();
  return snapshot;
}

}  // namespace spate::metrics
