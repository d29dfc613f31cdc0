#include "report/stream_summary.hpp"

#include <algorithm>
#include <cmath>

#include "kafka/error_names.hpp"
#include "report/stream_rates.hpp"
#include "report/summary.hpp"

namespace spate::report {
namespace {

double per_second(std::uint64_t records, double seconds) noexcept {
  return seconds > 0 ? static_cast<double>(records) / seconds : 0.0;
}

Json to_json(const LatencyFigures& latency) {
  return {
      {"p50", latency.p50}, {"p90", latency.p90}, {"p99", latency.p99}, {"p999", latency.p999}, {"max", latency.max}};
}

Json skipped_by_reason(const stats::Account& account) {
  auto reasons = Json::object();
  for (std::size_t reason = 0; reason < stats::kSkipReasons.size(); ++reason) {
    reasons[std::string{stats::kSkipReasons[reason]}] = account.skipped[reason];
  }
  return reasons;
}

Json skipped_bytes_by_reason(const stats::Account& account) {
  auto reasons = Json::object();
  for (const auto reason : {stats::SkipReason::late, stats::SkipReason::backlog}) {
    const auto number = static_cast<std::size_t>(reason);
    reasons[std::string{stats::kSkipReasons[number]}] = account.skipped_bytes[number];
  }
  return reasons;
}

Json failed_by_error(const StreamSummary& stream) {
  auto errors = Json::object();
  for (const auto& [name, records] : stream.failures) errors[name] = records;
  return errors;
}

Json skew(const StreamSummary& stream) {
  auto keys = Json::array();
  for (const stats::KeyShare& key : stream.busiest_keys) keys.push_back({{"key", key.key}, {"share", key.share}});
  return {{"busiest_partition", stream.busiest_partition},
          {"busiest_key", stream.busiest_keys.empty() ? 0.0 : stream.busiest_keys.front().share},
          {"keys", keys}};
}

Json to_json(const std::vector<ThresholdResult>& results) {
  auto list = Json::array();
  for (const ThresholdResult& result : results) {
    list.push_back({{"condition", result.text},
                    {"value", result.value ? Json(*result.value) : Json(nullptr)},
                    {"passed", result.passed}});
  }
  return list;
}

Json limited_by_reason(const StreamSummary& stream) {
  auto reasons = Json::object();
  for (std::size_t reason = 0; reason < stats::kLimitReasons.size(); ++reason) {
    reasons[std::string{stats::kLimitReasons[reason]}] = stream.limited_seconds[reason];
  }
  return reasons;
}

}  // namespace

LatencyFigures latency_figures(const stats::HistogramSnapshot& snapshot) noexcept {
  return {.p50 = to_seconds(snapshot.quantile(0.5)),
          .p90 = to_seconds(snapshot.quantile(0.9)),
          .p99 = to_seconds(snapshot.quantile(0.99)),
          .p999 = to_seconds(snapshot.quantile(0.999)),
          .max = to_seconds(snapshot.max())};
}

double records_per_core(const StreamSummary& stream) noexcept {
  constexpr double kMinCpuSeconds = 1e-3;  // shorter times measure the start of the thread
  return stream.cpu_seconds < kMinCpuSeconds ? 0.0 : per_second(stream.account.enqueued, stream.cpu_seconds);
}

StreamSummary summarize(const stats::StreamStats& stats, const scenario::RateProfile& rate,
                        const pacing::ScheduleHistory& history, const scenario::Shard& shard) {
  StreamSummary summary;
  summary.name = stats.name;
  summary.topic = stats.topic;
  summary.account = stats::read_account(stats);
  summary.balanced = stats::account_balances(stats);
  for (const auto& [code, records] : stats::read_failures(stats)) {
    summary.failures.emplace_back(std::string{kafka::error_name(code)}, records);
  }
  const auto rates = stream_rates(stats, rate, history, shard);
  summary.target_rate = rates.target;
  summary.rate = rates.achieved;
  // A live change may have replaced a rate in bytes.
  summary.rate_in_bytes = rate.unit == scenario::Rate::Unit::bytes || summary.account.skipped_bytes_total() > 0;
  summary.cpu_seconds = to_seconds(stats.worker.cpu.read());
  summary.resent = stats.worker.resent.read();
  summary.blocked_seconds = to_seconds(stats.worker.blocked.read());
  for (std::size_t reason = 0; reason < stats::kLimitReasons.size(); ++reason) {
    summary.limited_seconds[reason] = to_seconds(stats.limits.times[reason].read());
  }
  summary.schedule_lag = latency_figures(stats.worker.schedule_lag.read().since(stats.warm_up.schedule_lag));
  if (stats.end_to_end.measured) {
    const auto latency = stats.end_to_end.latency.read();
    summary.end_to_end = latency_figures(latency.since(stats.warm_up.end_to_end));
    // Delivered, but not consumed before the end.
    summary.end_to_end_unmeasured = summary.account.delivered - std::min(summary.account.delivered, latency.count());
  }
  summary.ack_latency = latency_figures(stats.delivery.ack_latency.read().since(stats.warm_up.ack_latency));
  summary.delivery_latency =
      latency_figures(stats.delivery.delivery_latency.read().since(stats.warm_up.delivery_latency));
  summary.partitions = stats.delivery.partitions.read();
  for (std::size_t kind = 0; stats.imperfect && kind < kImperfections.size(); ++kind)
    summary.imperfections.emplace_back(kImperfections[kind], stats.worker.imperfections[kind].read());
  summary.busiest_partition = stats.delivery.partitions.max_share();
  summary.busiest_keys = stats.delivery.keys.busiest(kBusiestKeys);
  return summary;
}

Json to_json(const StreamSummary& stream, const Summary& summary) {
  const stats::Account& account = stream.account;
  Json figures{{"name", stream.name},
               {"topic", stream.topic},
               {"scheduled", account.scheduled},
               {"duplicated", account.duplicated},
               {"enqueued", account.enqueued},
               {"skipped", skipped_by_reason(account)},
               {"dropped", account.dropped},
               {"waiting", account.waiting},
               {"delivered", account.delivered},
               {"failed", failed_by_error(stream)},
               {"possibly_persisted", account.possibly_persisted},
               {"in_flight", account.in_flight},
               {"bytes_delivered", account.bytes_delivered},
               // null is `max`: JSON has no infinity
               {"target_rate", std::isfinite(stream.target_rate) ? Json(stream.target_rate) : Json(nullptr)},
               {"rate", stream.rate},
               {"blocked_seconds", stream.blocked_seconds},
               {"limited_seconds", limited_by_reason(stream)},
               {"schedule_lag", to_json(stream.schedule_lag)},
               {"ack_latency", to_json(stream.ack_latency)},
               {"delivery_latency", to_json(stream.delivery_latency)},
               {"partitions", stream.partitions},
               {"skew", skew(stream)}};
  if (summary.null_sink) {
    figures["cpu_seconds"] = stream.cpu_seconds;
    figures["records_per_core"] = records_per_core(stream);
  }
  if (summary.keeps_state) figures["resent"] = stream.resent;
  if (stream.rate_in_bytes) figures["skipped_bytes"] = skipped_bytes_by_reason(account);
  for (const auto& [kind, records] : stream.imperfections) figures["imperfections"][kind] = records;
  if (stream.end_to_end) {
    figures["end_to_end"] = to_json(*stream.end_to_end);
    figures["end_to_end"]["unmeasured"] = stream.end_to_end_unmeasured;
  }
  if (!stream.thresholds.empty()) figures["thresholds"] = to_json(stream.thresholds);
  return figures;
}

}  // namespace spate::report
