#include <cmath>

#include "base/json.hpp"
#include "report/summary.hpp"

namespace spate {
namespace {

Json to_json(const LatencyFigures& latency) {
  return {
      {"p50", latency.p50}, {"p90", latency.p90}, {"p99", latency.p99}, {"p999", latency.p999}, {"max", latency.max}};
}

Json skipped_by_reason(const Account& account) {
  auto reasons = Json::object();
  for (std::size_t reason = 0; reason < kSkipReasons.size(); ++reason) {
    reasons[std::string{kSkipReasons[reason]}] = account.skipped[reason];
  }
  return reasons;
}

Json skipped_bytes_by_reason(const Account& account) {
  auto reasons = Json::object();
  for (const auto reason : {SkipReason::late, SkipReason::debt}) {
    const auto number = static_cast<std::size_t>(reason);
    reasons[std::string{kSkipReasons[number]}] = account.skipped_bytes[number];
  }
  return reasons;
}

Json failed_by_error(const StreamSummary& stream) {
  auto errors = Json::object();
  for (const auto& [name, records] : stream.failures) errors[name] = records;
  return errors;
}

Json shares(const StreamSummary& stream) {
  auto keys = Json::array();
  for (const KeyShare& busy : stream.busiest_keys) keys.push_back({{"key", busy.key}, {"share", busy.share}});
  return {{"partition_max", stream.partition_share_max},
          {"key_max", stream.busiest_keys.empty() ? 0.0 : stream.busiest_keys.front().share},
          {"keys", keys}};
}

Json to_json(const std::vector<Verdict>& verdicts) {
  auto list = Json::array();
  for (const Verdict& verdict : verdicts) {
    list.push_back(
        {{"text", verdict.text}, {"value", verdict.value ? Json(*verdict.value) : Json(nullptr)}, {"ok", verdict.ok}});
  }
  return list;
}

Json limited_by_reason(const StreamSummary& stream) {
  auto reasons = Json::object();
  for (std::size_t reason = 0; reason < kLimits.size(); ++reason) {
    reasons[std::string{kLimits[reason]}] = stream.limited_seconds[reason];
  }
  return reasons;
}

// Multiples as a user would write them: 1 is the scenario's own rates.
double multiple(Thousandths thousandths) { return static_cast<double>(thousandths) / 1000; }

Json to_json(const RateSearch& search) {
  Json found{{"multiple", search.best ? Json(multiple(*search.best)) : Json(nullptr)},
             {"missed", search.missed ? Json(multiple(*search.missed)) : Json(nullptr)},
             {"trials", Json::array()}};
  for (const Trial& trial : search.trials) {
    found["trials"].push_back(
        {{"multiple", multiple(trial.multiple)}, {"confirms", trial.confirms}, {"held", trial.held}});
  }
  return found;
}

Json to_json(const StreamSummary& stream, const Summary& summary) {
  const Account& account = stream.account;
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
               // JSON has no infinity: null stands for `max`.
               {"target_rate", std::isfinite(stream.target_rate) ? Json(stream.target_rate) : Json(nullptr)},
               {"rate", stream.rate},
               {"blocked_seconds", stream.blocked_seconds},
               {"limited_seconds", limited_by_reason(stream)},
               {"schedule_lag", to_json(stream.schedule_lag)},
               {"ack_latency", to_json(stream.ack_latency)},
               {"delivery_latency", to_json(stream.delivery_latency)},
               {"partitions", stream.partitions},
               {"shares", shares(stream)}};
  if (summary.null_sink) {
    figures["cpu_seconds"] = stream.cpu_seconds;
    figures["records_per_core"] = records_per_core(stream);
  }
  if (summary.keeps_state) figures["repeated"] = stream.repeated;
  if (stream.rate_in_bytes) figures["skipped_bytes"] = skipped_bytes_by_reason(account);
  for (const auto& [kind, records] : stream.imperfections) figures["imperfections"][kind] = records;
  if (stream.end_to_end) {
    figures["end_to_end"] = to_json(*stream.end_to_end);
    figures["end_to_end"]["unknown"] = stream.end_to_end_unknown;
  }
  if (!stream.thresholds.empty()) figures["thresholds"] = to_json(stream.thresholds);
  return figures;
}

}  // namespace

std::string to_json(const Summary& summary) {
  Json document{{"scenario", summary.scenario}, {"seed", summary.seed},
                {"started", summary.started},   {"duration_seconds", summary.duration_seconds},
                {"exit", summary.exit},         {"streams", Json::array()}};
  if (!summary.shard.alone()) document["shard"] = {{"index", summary.shard.index}, {"count", summary.shard.count}};
  if (summary.null_sink) document["sink"] = "null";
  if (const LetGo& gone = summary.let_go; gone.streams > 0) {
    document["let_go"] = {{"streams", gone.streams}, {"scheduled", gone.scheduled}, {"delivered", gone.delivered},
                          {"failed", gone.failed},   {"skipped", gone.skipped},     {"closes", gone.closes}};
  }
  if (summary.find_max) document["find_max"] = to_json(*summary.find_max);
  if (summary.warm_up_seconds > 0) document["warm_up_seconds"] = summary.warm_up_seconds;
  for (const StreamSummary& stream : summary.streams) document["streams"].push_back(to_json(stream, summary));
  return json_text(document, 2) + "\n";
}

}  // namespace spate
