#include "report/stream_rates.hpp"

#include <algorithm>
#include <cmath>

#include "pacing/shard_indices.hpp"

namespace spate::report {
namespace {

// Time since T = 0 at which the stream could first send.
StreamTime first_send_time(const stats::StreamStats& stats) noexcept {
  return StreamTime{stats.worker.initial_backlog.load()};
}

// Due time of the first record, earlier than first_send_time() if the stream started with a backlog.
StreamTime first_due(const stats::StreamStats& stats, const pacing::ScheduleHistory& history) noexcept {
  return std::min(first_send_time(stats), history.planned_end(stats.first.index, stats.first.scheduled_bytes));
}

// Bytes of the generated records: without duplicates, with dropped records.
std::uint64_t generated_bytes(const stats::Account& account) noexcept {
  if (account.enqueued == 0) return 0;
  const auto enqueued = static_cast<double>(account.enqueued);
  const double made = enqueued + static_cast<double>(account.dropped) - static_cast<double>(account.duplicated);
  return static_cast<std::uint64_t>(static_cast<double>(account.bytes_enqueued) * std::max(0.0, made) / enqueued);
}

double target_rate(const stats::StreamStats& stats, const scenario::RateProfile& profile,
                   const pacing::ScheduleHistory& history, const scenario::Shard& shard) {
  if (const auto rate = scenario::constant_rate(profile);
      rate && rate->unit == scenario::Rate::Unit::records && !history.has_changes())
    return static_cast<double>(rate->amount) / to_seconds(rate->per) / static_cast<double>(shard.count);
  const stats::Account account = stats::read_account(stats);
  const double record_bytes =
      account.enqueued == 0 ? 0.0 : static_cast<double>(account.bytes_enqueued) / static_cast<double>(account.enqueued);
  const StreamTime until = stats.worker.due_until.load();
  // A schedule that ended before the stream could send is backlog only.
  const StreamTime from = until > first_send_time(stats) ? first_send_time(stats) : first_due(stats, history);
  return history.mean_rate(from, until, record_bytes) / static_cast<double>(shard.count);
}

// Time from the start of the worker to its end or to the last delivery report, whichever is later.
double active_seconds(const stats::StreamStats& stats) noexcept {
  const MonotonicTime started = stats.worker.started.load();
  const MonotonicTime ended = std::max(stats.worker.ended.load(), stats.delivery.last_report.load());
  return started == MonotonicTime{} ? 0.0 : to_seconds(std::max(ended - started, Duration{}));
}

// Time that the schedule needs for `scheduled` records: the last of n is due at T(n - 1), but n records take n
// intervals.
double scheduled_seconds(const stats::StreamStats& stats, double target, std::uint64_t scheduled) noexcept {
  if (target <= 0 || std::isinf(target)) return 0;
  const double window = to_seconds(std::max(Duration{}, stats.worker.due_until.load() - first_send_time(stats)));
  return std::min(static_cast<double>(scheduled), window * target + 1) / target;
}

}  // namespace

StreamRates stream_rates(const stats::StreamStats& stats, const scenario::RateProfile& rate,
                         const pacing::ScheduleHistory& history, const scenario::Shard& shard) {
  const stats::Account account = stats::read_account(stats);
  StreamRates rates{.target = target_rate(stats, rate, history, shard)};
  const double planned = scheduled_seconds(stats, rates.target, account.scheduled);
  const double active = active_seconds(stats);
  const bool on_time = planned > 0 && active <= planned + to_seconds(kRateTolerance);
  const double seconds = on_time ? planned : active;
  if (seconds > 0) rates.achieved = static_cast<double>(account.delivered) / seconds;
  return rates;
}

double planned_seconds(const stats::StreamStats& stats, const scenario::WhenLate& when_late,
                       const pacing::ScheduleHistory& history, std::uint64_t step) noexcept {
  const stats::Account account = stats::read_account(stats);
  if (account.scheduled == 0) return 0;
  const pacing::ShardIndices indices{.first = stats.first.index, .step = step};
  const StreamTime end = history.planned_end(indices.at(account.scheduled - 1) + 1,
                                             stats.first.scheduled_bytes + generated_bytes(account) * step);
  if (end == kNever) return 0;
  const double scheduled = to_seconds(end - first_send_time(stats));
  if (when_late.policy == scenario::WhenLate::Policy::skip) return scheduled;
  const StreamTime oldest = std::max(first_due(stats, history), first_send_time(stats) - when_late.max_backlog);
  const double factor = static_cast<double>(when_late.factor.times) / static_cast<double>(when_late.factor.over);
  return std::max(scheduled, to_seconds(end - oldest) / factor);
}

}  // namespace spate::report
