#include "run/result/verdict.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "run/figures.hpp"

namespace spate {
namespace {

using Figure = Threshold::Figure;

// A stream whose last record is acknowledged within this time after its schedule has kept its rate: the way to the
// broker and back is a latency, not a lower rate.
constexpr Nanos kOnTime = 50 * kMillisecond;

// The counters of a stream after its warm-up.
struct Counted {
  std::uint64_t scheduled = 0, delivered = 0, failed = 0, skipped = 0;
};

Counted counted(const StreamStats& stats) noexcept {
  const Account whole = read_account(stats);
  const Account& before = stats.warm_up.account;
  return {.scheduled = whole.scheduled - before.scheduled,
          .delivered = whole.delivered - before.delivered,
          .failed = whole.failed - before.failed,
          .skipped = whole.skipped_total() - before.skipped_total()};
}

// How long the records scheduled so far, at least one, were to take, from the stream's T = 0, by what it followed; 0:
// no matter how long.
double planned_seconds(const ScheduleHistory& history, const Slots& slots, const StreamStats& stats) noexcept {
  const Account account = read_account(stats);
  const Slots taken{.first = stats.first.index, .step = slots.step};
  const Nanos planned =
      history.planned(taken.at(account.scheduled - 1) + 1, stats.first.flowed + account.bytes_enqueued * slots.step);
  return planned == kNever ? 0.0 : to_seconds(planned - stats.resumed);
}

// Delivered of scheduled, over the longer of the time the schedule gave and the time it took.
std::optional<double> kept_rate(const ScheduleHistory& history, const Slots& slots, const StreamStats& stats) noexcept {
  const auto [scheduled, delivered, failed, skipped] = counted(stats);
  if (scheduled == 0) return std::nullopt;
  const Nanos started = stats.worker.started.load();
  const double left_out = to_seconds(std::max<Nanos>(stats.warm_up.ended - started, 0));
  const double took = to_seconds(stats.delivery.last_report.load() - started - kOnTime) - left_out;
  const double planned = planned_seconds(history, slots, stats) - left_out;
  const double share = static_cast<double>(delivered) / static_cast<double>(scheduled);
  return std::min(1.0, took > planned && planned > 0 ? share * planned / took : share);
}

std::optional<double> amount(std::uint64_t records, Threshold::Unit unit, std::uint64_t scheduled) noexcept {
  if (unit == Threshold::Unit::records) return static_cast<double>(records);
  if (scheduled == 0) return std::nullopt;
  return static_cast<double>(records) / static_cast<double>(scheduled);
}

std::optional<double> latency(const Histogram& histogram, const HistogramReading& warm_up, double quantile) {
  const auto period = histogram.read().since(warm_up);
  if (period.count() == 0) return std::nullopt;
  return to_seconds(quantile == 1 ? period.max() : period.quantile(quantile));
}

std::optional<double> value_of(const Threshold& threshold, const ScheduleHistory& history, const Slots& slots,
                               const StreamStats& stats) {
  switch (threshold.figure) {
    case Figure::rate:
      return kept_rate(history, slots, stats);
    case Figure::failed:
      return amount(counted(stats).failed, threshold.unit, counted(stats).scheduled);
    case Figure::skipped:
      return amount(counted(stats).skipped, threshold.unit, counted(stats).scheduled);
    case Figure::schedule_lag:
      return latency(stats.worker.schedule_lag, stats.warm_up.schedule_lag, threshold.quantile);
    case Figure::ack_latency:
      return latency(stats.delivery.ack_latency, stats.warm_up.ack_latency, threshold.quantile);
    case Figure::delivery_latency:
      return latency(stats.delivery.delivery_latency, stats.warm_up.delivery_latency, threshold.quantile);
    case Figure::end_to_end:
      break;
  }
  return latency(stats.end_to_end.latency, stats.warm_up.end_to_end, threshold.quantile);
}

bool holds(double value, const Threshold& threshold) noexcept {
  switch (threshold.comparison) {
    case Threshold::Comparison::at_least:
      return value >= threshold.bound;
    case Threshold::Comparison::above:
      return value > threshold.bound;
    case Threshold::Comparison::at_most:
      return value <= threshold.bound;
    case Threshold::Comparison::below:
      return value < threshold.bound;
    case Threshold::Comparison::equal:
      break;
  }
  return value == threshold.bound;
}

}  // namespace

std::vector<Verdict> judge(const Stream& stream, const ScheduleHistory& history, const StreamStats& stats,
                           const Slots& slots) {
  std::vector<Verdict> verdicts;
  for (const Threshold& threshold : stream.thresholds) {
    const auto value = value_of(threshold, history, slots, stats);
    verdicts.push_back({.text = threshold.text,
                        .value = value,
                        .unit = threshold.unit,
                        .ok = value.has_value() && holds(*value, threshold)});
  }
  return verdicts;
}

std::string value_text(const Verdict& verdict) {
  if (!verdict.value) return "nothing measured";
  switch (verdict.unit) {
    case Threshold::Unit::share:
      return fmt::format("{:.2f} %", *verdict.value * 100);
    case Threshold::Unit::records:
      return grouped(static_cast<std::uint64_t>(*verdict.value));
    case Threshold::Unit::seconds:
      break;
  }
  return latency_text(*verdict.value);
}

}  // namespace spate
