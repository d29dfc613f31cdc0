#include "report/summary.hpp"

#include <algorithm>

#include "kafka/error_names.hpp"
#include "report/stream_rates.hpp"

namespace spate {
namespace {

double per_second(std::uint64_t records, double seconds) noexcept {
  return seconds > 0 ? static_cast<double>(records) / seconds : 0.0;
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
  constexpr double kEvidence = 1e-3;  // less is the start of the thread
  return stream.cpu_seconds < kEvidence ? 0.0 : per_second(stream.account.enqueued, stream.cpu_seconds);
}

StreamSummary summarize(const StreamStats& stats, const RateProfile& rate, const ScheduleHistory& history,
                        const Shard& shard) {
  StreamSummary summary;
  summary.name = stats.name;
  summary.topic = stats.topic;
  summary.account = read_account(stats);
  summary.closes = account_closes(stats);
  for (const auto& [code, records] : read_failures(stats)) {
    summary.failures.emplace_back(std::string{error_name(code)}, records);
  }
  const auto rates = stream_rates(stats, rate, history, shard);
  summary.target_rate = rates.target;
  summary.rate = rates.achieved;
  // Or was, before somebody changed it.
  summary.rate_in_bytes = rate.unit == Rate::Unit::bytes || summary.account.skipped_bytes_total() > 0;
  summary.cpu_seconds = to_seconds(stats.worker.cpu.read());
  summary.repeated = stats.worker.repeated.read();
  summary.blocked_seconds = to_seconds(stats.worker.blocked.read());
  for (std::size_t reason = 0; reason < kLimits.size(); ++reason) {
    summary.limited_seconds[reason] = to_seconds(stats.limits.times[reason].read());
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
