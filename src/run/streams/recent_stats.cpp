#include "run/streams/recent_stats.hpp"

namespace spate::run {
namespace {

constexpr Duration kLatencyPeriod = 10 * kSecond;
constexpr Duration kMinInterval = kSecond / 2;  // a rate over less is not meaningful

}  // namespace

void RecentStats::update(MonotonicTime now) {
  snapshots_ = {Snapshot{now, stats_.delivery.delivered.read()}, snapshots_[0]};
  if (now < next_latency_) return;
  next_latency_ = now + kLatencyPeriod;
  latencies_ = {stats_.delivery.delivery_latency.read(), std::move(latencies_[0])};
}

double RecentStats::rate(MonotonicTime now) const noexcept {
  const Snapshot& from = now - snapshots_[0].at < kMinInterval ? snapshots_[1] : snapshots_[0];
  if (from.at == MonotonicTime{} || now <= from.at) return 0;
  return static_cast<double>(stats_.delivery.delivered.read() - from.delivered) / to_seconds(now - from.at);
}

stats::HistogramSnapshot RecentStats::latency() const {
  return stats_.delivery.delivery_latency.read().since(latencies_[1]);
}

}  // namespace spate::run
