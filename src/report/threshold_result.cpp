#include "report/threshold_result.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "report/figures.hpp"
#include "report/stream_rates.hpp"

namespace spate::report {
namespace {

using Metric = scenario::Threshold::Metric;

// Counters of a stream after its warm-up.
struct RecordCounts {
  std::uint64_t to_send = 0;  // scheduled, with duplicates and without dropped records
  std::uint64_t delivered = 0, failed = 0, skipped = 0;
};

RecordCounts counts_after_warm_up(const stats::StreamStats& stats) noexcept {
  const stats::Account total = stats::read_account(stats);
  const stats::Account& before = stats.warm_up.account;
  return {.to_send = stats::records_to_send(total) - stats::records_to_send(before),
          .delivered = total.delivered - before.delivered,
          .failed = total.failed - before.failed,
          .skipped = total.skipped_total() - before.skipped_total()};
}

// Share of the records that were delivered. If that took longer than planned, multiplied by
// planned time / actual time.
std::optional<double> rate_share(const scenario::Stream& stream, const pacing::ScheduleHistory& history,
                                 const pacing::ShardIndices& indices, const stats::StreamStats& stats) noexcept {
  const auto [to_send, delivered, failed, skipped] = counts_after_warm_up(stats);
  if (to_send == 0) return std::nullopt;
  const MonotonicTime started = stats.worker.started.load();
  const double warm_up = to_seconds(std::max(stats.warm_up.ended - started, Duration{}));
  const double actual = to_seconds(stats.delivery.last_report.load() - started - kRateTolerance) - warm_up;
  const double planned = planned_seconds(stats, stream.when_late, history, indices.step) - warm_up;
  const double share = static_cast<double>(delivered) / static_cast<double>(to_send);
  return std::min(1.0, actual > planned && planned > 0 ? share * planned / actual : share);
}

std::optional<double> amount(std::uint64_t records, scenario::Threshold::Unit unit, std::uint64_t to_send) noexcept {
  if (unit == scenario::Threshold::Unit::records) return static_cast<double>(records);
  if (to_send == 0) return std::nullopt;
  return static_cast<double>(records) / static_cast<double>(to_send);
}

std::optional<double> latency(const stats::Histogram& histogram, const stats::HistogramSnapshot& warm_up,
                              double quantile) {
  const auto period = histogram.read().since(warm_up);
  if (period.count() == 0) return std::nullopt;
  return to_seconds(quantile == 1 ? period.max() : period.quantile(quantile));
}

std::optional<double> measured_value(const scenario::Threshold& threshold, const scenario::Stream& stream,
                                     const pacing::ScheduleHistory& history, const pacing::ShardIndices& indices,
                                     const stats::StreamStats& stats) {
  switch (threshold.metric) {
    case Metric::rate:
      return rate_share(stream, history, indices, stats);
    case Metric::failed:
      return amount(counts_after_warm_up(stats).failed, threshold.unit, counts_after_warm_up(stats).to_send);
    case Metric::skipped:
      return amount(counts_after_warm_up(stats).skipped, threshold.unit, counts_after_warm_up(stats).to_send);
    case Metric::schedule_lag:
      return latency(stats.worker.schedule_lag, stats.warm_up.schedule_lag, threshold.quantile);
    case Metric::ack_latency:
      return latency(stats.delivery.ack_latency, stats.warm_up.ack_latency, threshold.quantile);
    case Metric::delivery_latency:
      return latency(stats.delivery.delivery_latency, stats.warm_up.delivery_latency, threshold.quantile);
    case Metric::end_to_end:
      break;
  }
  return latency(stats.end_to_end.latency, stats.warm_up.end_to_end, threshold.quantile);
}

bool passes(double value, const scenario::Threshold& threshold) noexcept {
  switch (threshold.comparison) {
    case scenario::Threshold::Comparison::at_least:
      return value >= threshold.bound;
    case scenario::Threshold::Comparison::above:
      return value > threshold.bound;
    case scenario::Threshold::Comparison::at_most:
      return value <= threshold.bound;
    case scenario::Threshold::Comparison::below:
      return value < threshold.bound;
    case scenario::Threshold::Comparison::equal:
      break;
  }
  return value == threshold.bound;
}

}  // namespace

std::vector<ThresholdResult> evaluate_thresholds(const scenario::Stream& stream, const pacing::ScheduleHistory& history,
                                                 const stats::StreamStats& stats, const pacing::ShardIndices& indices) {
  std::vector<ThresholdResult> results;
  for (const scenario::Threshold& threshold : stream.thresholds) {
    const auto value = measured_value(threshold, stream, history, indices, stats);
    results.push_back({.text = threshold.text,
                       .value = value,
                       .unit = threshold.unit,
                       .passed = value.has_value() && passes(*value, threshold)});
  }
  return results;
}

std::string value_text(const ThresholdResult& result) {
  if (!result.value) return "not measured";
  switch (result.unit) {
    case scenario::Threshold::Unit::share:
      return fmt::format("{:.2f} %", *result.value * 100);
    case scenario::Threshold::Unit::records:
      return grouped(static_cast<std::uint64_t>(*result.value));
    case scenario::Threshold::Unit::seconds:
      break;
  }
  return latency_text(*result.value);
}

}  // namespace spate::report
