#include "metrics/metrics_snapshot.hpp"

#include <algorithm>

#include "base/log.hpp"

namespace spate::metrics {
namespace {

StreamSnapshot read_stream(const std::shared_ptr<const stats::StreamStats>& of) {
  const stats::StreamStats& stats = *of;
  StreamSnapshot reading;
  reading.of = of;
  reading.generator = stats.generator.read();
  reading.account = stats::read_account(stats);
  reading.target_rate = stats.target_rate.load(std::memory_order_relaxed);
  reading.behind_seconds = to_seconds(stats.worker.behind.load(std::memory_order_relaxed));
  reading.blocked_seconds = to_seconds(stats.worker.blocked.read());
  reading.partition_share_max = stats.delivery.partitions.max_share();
  reading.key_share_max = stats.delivery.keys.max_share();
  for (std::size_t reason = 0; reason < stats::kLimitReasons.size(); ++reason) {
    reading.limited_seconds[reason] = to_seconds(stats.limits.times[reason].read());
  }
  reading.schedule_lag = to_buckets(stats.worker.schedule_lag.read());
  reading.delivery_latency = to_buckets(stats.delivery.delivery_latency.read());
  reading.ack_latency = to_buckets(stats.delivery.ack_latency.read());
  reading.event_lateness = to_buckets(stats.worker.event_lateness.read());
  std::transform(stats.worker.imperfections.begin(), stats.worker.imperfections.end(), reading.imperfections.begin(),
                 [](const stats::Counter& counter) { return counter.read(); });
  if (stats.end_to_end.measured) reading.end_to_end = to_buckets(stats.end_to_end.latency.read());
  reading.end_to_end_unmeasured = stats.end_to_end.unmeasured.read();
  return reading;
}

stats::ClientSnapshot read_client(const stats::ClientStats& stats) {
  stats::ClientSnapshot reading = stats.read();
  std::stable_partition(reading.brokers.begin(), reading.brokers.end(),
                        [](const stats::BrokerSnapshot& broker) { return !broker.up; });
  if (reading.brokers.size() > kMaxBrokers) reading.brokers.resize(kMaxBrokers);
  return reading;
}

}  // namespace

BucketCounts to_buckets(const stats::HistogramSnapshot& reading) noexcept {
  BucketCounts buckets;
  buckets.bounds = kBucketBounds;
  std::transform(kBucketBounds.begin(), kBucketBounds.end(), buckets.at_most.begin(),
                 [&](Duration bound) { return reading.count_at_most(bound); });
  buckets.count = reading.count();
  buckets.sum_seconds = reading.sum_seconds();
  return buckets;
}

BucketCounts to_buckets(const stats::LatenessSnapshot& reading) noexcept {
  static_assert(stats::kLatenessBounds.size() == kBucketBounds.size());
  return {.bounds = stats::kLatenessBounds,
          .at_most = reading.at_most,
          .count = reading.count,
          .sum_seconds = reading.sum_seconds};
}

MetricsSnapshot read(const stats::RunStats& stats) {
  MetricsSnapshot reading;
  reading.version = stats.version;
  reading.librdkafka = stats.librdkafka;
  reading.shard_index = std::to_string(stats.shard_index);
  reading.shard_count = std::to_string(stats.shard_count);
  for (const auto& stream : stats.streams.read()) reading.streams.push_back(read_stream(stream));
  reading.client = read_client(stats.client);
  std::transform(stats.control.actions.begin(), stats.control.actions.end(), reading.control_actions.begin(),
                 [](const auto& actions) { return actions.load(std::memory_order_relaxed); });
  reading.reload_successful = stats.control.reload_successful.load(std::memory_order_relaxed) ? 1 : 0;
  reading.reload_timestamp_seconds =
      to_seconds(stats.control.reloaded.load(std::memory_order_relaxed).time_since_epoch());
  reading.log_lines_dropped = log::dropped_lines();
  reading.process = read_process();
  return reading;
}

}  // namespace spate::metrics
