#include <cmath>
#include <nlohmann/json.hpp>

#include "run/summary.hpp"

namespace spate {
namespace {

using Json = nlohmann::ordered_json;

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

Json to_json(const StreamSummary& stream) {
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
               {"schedule_lag", to_json(stream.schedule_lag)},
               {"ack_latency", to_json(stream.ack_latency)},
               {"delivery_latency", to_json(stream.delivery_latency)},
               {"partitions", stream.partitions},
               {"shares", shares(stream)}};
  if (!stream.thresholds.empty()) figures["thresholds"] = to_json(stream.thresholds);
  return figures;
}

}  // namespace

std::string to_json(const Summary& summary) {
  Json document{{"scenario", summary.scenario}, {"seed", summary.seed},
                {"started", summary.started},   {"duration_seconds", summary.duration_seconds},
                {"exit", summary.exit},         {"streams", Json::array()}};
  if (summary.warm_up_seconds > 0) document["warm_up_seconds"] = summary.warm_up_seconds;
  for (const StreamSummary& stream : summary.streams) document["streams"].push_back(to_json(stream));
  return document.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace spate
