#include "run/result/summary.hpp"

#include <algorithm>

#include "kafka/error_names.hpp"

namespace spate {
namespace {

// From T = 0 to the last thing that happened: the worker's last act or the last delivery report.
double active_seconds(const StreamStats& stats) noexcept {
  const Nanos started = stats.worker.started.load();
  const Nanos ended = std::max(stats.worker.ended.load(), stats.delivery.last_report.load());
  return started == 0 ? 0.0 : to_seconds(std::max<Nanos>(ended - started, 0));
}

double per_second(std::uint64_t records, double seconds) noexcept {
  return seconds > 0 ? static_cast<double>(records) / seconds : 0.0;
}

// On the average, where it changes or was changed. The rate is that of all shards.
double target_of(const RateProfile& profile, const ScheduleHistory* history, const Shard& shard,
                 std::uint64_t scheduled, double seconds) {
  const bool changed = history != nullptr && history->changed();
  if (changed ? history->any_unlimited() : profile.unit == Rate::Unit::unlimited)
    return std::numeric_limits<double>::infinity();
  const auto rate = constant_rate(profile);
  if (changed || !rate || rate->unit == Rate::Unit::bytes) return per_second(scheduled, seconds);
  return static_cast<double>(rate->amount) / to_seconds(rate->per) / static_cast<double>(shard.count);
}

// The last record of n stands at T(n - 1), yet n records fill n gaps: the stream took at least that long.
double achieved_rate(const Account& account, double target, double seconds) noexcept {
  const double planned = target > 0 ? static_cast<double>(account.scheduled) / target : 0.0;
  return per_second(account.delivered, std::max(seconds, planned));
}

}  // namespace

bool fell_short(const Account& account) noexcept {
  constexpr auto debt = static_cast<std::size_t>(SkipReason::debt);
  return account.failed > 0 || account.skipped[debt] > 0 || account.skipped_bytes[debt] > 0;
}

void LetGo::add(const StreamStats& stats) noexcept {
  const Account account = read_account(stats);
  ++streams;
  scheduled += account.scheduled;
  delivered += account.delivered;
  failed += account.failed;
  skipped += account.skipped_total();
  closes = closes && account_closes(stats);
  fell_short = fell_short || spate::fell_short(account);
}

LatencyFigures latency_figures(const HistogramReading& reading) noexcept {
  return {.p50 = to_seconds(reading.quantile(0.5)),
          .p90 = to_seconds(reading.quantile(0.9)),
          .p99 = to_seconds(reading.quantile(0.99)),
          .p999 = to_seconds(reading.quantile(0.999)),
          .max = to_seconds(reading.max())};
}

double records_per_core(const StreamSummary& stream) noexcept {
  return per_second(stream.account.enqueued, stream.cpu_seconds);
}

StreamSummary summarize(const StreamStats& stats, const RateProfile& rate, const ScheduleHistory* history,
                        const Shard& shard) {
  StreamSummary summary;
  summary.name = stats.name;
  summary.topic = stats.topic;
  summary.account = read_account(stats);
  const double seconds = active_seconds(stats);
  summary.closes = account_closes(stats);
  for (const auto& [code, records] : read_failures(stats)) {
    summary.failures.emplace_back(std::string{error_name(code)}, records);
  }
  summary.target_rate = target_of(rate, history, shard, summary.account.scheduled, seconds);
  summary.rate = achieved_rate(summary.account, summary.target_rate, seconds);
  // Or was, before somebody changed it.
  summary.rate_in_bytes = rate.unit == Rate::Unit::bytes || summary.account.skipped_bytes_total() > 0;
  summary.cpu_seconds = to_seconds(static_cast<Nanos>(stats.worker.cpu_nanos.read()));
  summary.repeated = stats.worker.repeated.read();
  summary.blocked_seconds = to_seconds(static_cast<Nanos>(stats.worker.blocked_nanos.read()));
  for (std::size_t reason = 0; reason < kLimits.size(); ++reason) {
    summary.limited_seconds[reason] = to_seconds(static_cast<Nanos>(stats.limits.nanos[reason].read()));
  }
  summary.schedule_lag = latency_figures(stats.worker.schedule_lag.read().since(stats.warm_up.schedule_lag));
  if (stats.end_to_end.measured) {
    const auto read = stats.end_to_end.latency.read();
    summary.end_to_end = latency_figures(read.since(stats.warm_up.end_to_end));
    // Reported in time, and not read before the end.
    summary.end_to_end_unknown = summary.account.delivered - std::min(summary.account.delivered, read.count());
  }
  summary.ack_latency = latency_figures(stats.delivery.ack_latency.read().since(stats.warm_up.ack_latency));
  summary.delivery_latency =
      latency_figures(stats.delivery.delivery_latency.read().since(stats.warm_up.delivery_latency));
  summary.partitions = stats.delivery.partitions.read();
  for (std::size_t kind = 0; stats.imperfect && kind < kImperfections.size(); ++kind)
    summary.imperfections.emplace_back(kImperfections[kind], stats.worker.imperfections[kind].read());
  summary.partition_share_max = stats.delivery.partitions.max_share();
  summary.busiest_keys = stats.delivery.keys.busiest(kBusiestKeys);
  return summary;
}

}  // namespace spate
