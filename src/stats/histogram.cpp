#include "stats/histogram.hpp"

#include <cmath>

namespace spate::stats {
namespace {

Duration to_duration(std::uint64_t nanos) noexcept { return Duration{static_cast<Duration::rep>(nanos)}; }

}  // namespace

HistogramSnapshot Histogram::read() const {
  HistogramSnapshot snapshot;
  snapshot.buckets_.reserve(buckets_.size());
  for (const Counter& bucket : buckets_) {
    snapshot.buckets_.push_back(bucket.read());
    snapshot.count_ += snapshot.buckets_.back();
  }
  snapshot.overflow_ = snapshot.buckets_[latency_buckets::kOverflow];
  snapshot.sum_seconds_ = sum_.load(std::memory_order_relaxed) / 1e9;
  snapshot.max_ = to_duration(max_.load(std::memory_order_relaxed));
  snapshot.period_max_ = to_duration(period_max_.load(std::memory_order_relaxed));
  return snapshot;
}

HistogramSnapshot Histogram::begin_period() {
  period_max_.store(0, std::memory_order_relaxed);
  return read();
}

Duration HistogramSnapshot::quantile(double q) const noexcept {
  if (count_ == 0) return {};
  const auto rank = std::max<std::uint64_t>(1, static_cast<std::uint64_t>(std::ceil(q * static_cast<double>(count_))));
  if (rank >= count_ || rank > count_ - overflow_) return max_;
  std::uint64_t count = 0;
  std::size_t bucket = 0;
  while ((count += buckets_[bucket]) < rank) ++bucket;
  return std::min(max_, to_duration(latency_buckets::bucket_middle(bucket)));
}

std::uint64_t HistogramSnapshot::count_at_most(Duration bound) const noexcept {
  std::uint64_t count = 0;
  for (std::size_t bucket = 0; bucket + 1 < buckets_.size(); ++bucket) {
    if (to_duration(latency_buckets::bucket_middle(bucket)) > bound) break;
    count += buckets_[bucket];
  }
  return count;
}

HistogramSnapshot HistogramSnapshot::since(const HistogramSnapshot& earlier) const {
  HistogramSnapshot period = *this;
  std::size_t highest = 0;
  for (std::size_t bucket = 0; bucket < earlier.buckets_.size(); ++bucket) {
    period.buckets_[bucket] -= earlier.buckets_[bucket];
    if (period.buckets_[bucket] > 0) highest = bucket;
  }
  period.count_ -= earlier.count_;
  period.overflow_ -= earlier.overflow_;
  period.sum_seconds_ -= earlier.sum_seconds_;
  // A value recorded during begin_period() may be missing in period_max_, so its bucket gives a lower bound.
  const auto min = to_duration(latency_buckets::bucket_start(highest));
  period.max_ = period.count_ == 0 ? Duration{} : std::max(period_max_, min);
  return period;
}

void HistogramSnapshot::merge(const HistogramSnapshot& other) {
  if (buckets_.empty()) buckets_.resize(other.buckets_.size());
  for (std::size_t bucket = 0; bucket < other.buckets_.size(); ++bucket) buckets_[bucket] += other.buckets_[bucket];
  count_ += other.count_;
  overflow_ += other.overflow_;
  sum_seconds_ += other.sum_seconds_;
  max_ = std::max(max_, other.max_);
  period_max_ = std::max(period_max_, other.period_max_);
}

}  // namespace spate::stats
