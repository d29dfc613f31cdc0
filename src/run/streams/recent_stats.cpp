#include "run/streams/recent_stats.hpp"

namespace spate::run {
namespace {

constexpr Duration kLatencyPeriod = 10 * kSecond;
constexpr Duration kShortest = kSecond / 2;  // over less than this a rate is mere chance

}  // namespace

void RecentStats::update(MonotonicTime now) {
  looks_ = {Look{now, stats_.delivery.delivered.read()}, looks_[0]};
  if (now < next_latency_) return;
  next_latency_ = now + kLatencyPeriod;
  latencies_ = {stats_.delivery.delivery_latency.read(), std::move(latencies_[0])};
}

double RecentStats::rate(MonotonicTime now) const noexcept {
  const Look& from = now - looks_[0].at < kShortest ? looks_[1] : looks_[0];
  if (from.at == MonotonicTime{} || now <= from.at) return 0;
  return static_cast<double>(stats_.delivery.delivered.read() - from.delivered) / to_seconds(now - from.at);
}

stats::HistogramReading RecentStats::latency() const {
  return stats_.delivery.delivery_latency.read().since(latencies_[1]);
}

}  // namespace spate::run
