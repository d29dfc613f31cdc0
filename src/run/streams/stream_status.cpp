#include "run/streams/stream_status.hpp"

#include <cmath>

#include "base/json.hpp"

namespace spate::run {
namespace {

// JSON has no infinity: null.
Json number(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }

Json object(const StreamStatus& stream) {
  const stats::Account& account = stream.account;
  return {{"name", stream.name},
          {"topic", stream.topic},
          {"generator", stream.generator},
          {"state", stream.state},
          {"scenario_rate", stream.scenario_rate},
          {"live_rate", stream.live_rate.empty() ? Json(nullptr) : Json(stream.live_rate)},
          {"remaining_seconds", stream.remaining_seconds < 0 ? Json(nullptr) : Json(stream.remaining_seconds)},
          {"target_rate", number(stream.target_rate)},
          {"rate", stream.rate},
          {"behind_seconds", stream.behind_seconds},
          {"scheduled", account.scheduled},
          {"delivered", account.delivered},
          {"failed", account.failed},
          {"skipped", account.skipped_total()},
          {"waiting", account.waiting},
          {"in_flight", account.in_flight},
          {"latency_seconds", {{"p50", stream.p50_seconds}, {"p99", stream.p99_seconds}}},
          {"limited_by", stream.limited_by}};
}

std::string line_of(const Json& json) { return json_text(json) + "\n"; }

}  // namespace

std::string to_json(const StreamStatus& stream) { return line_of(object(stream)); }

std::string to_json(const std::string& scenario, const std::vector<StreamStatus>& streams) {
  auto list = Json::array();
  for (const StreamStatus& stream : streams) list.push_back(object(stream));
  return line_of({{"scenario", scenario}, {"streams", list}});
}

std::string to_json(const ReloadResult& reloaded) {
  if (reloaded.problems.empty()) return line_of({{"changes", reloaded.changes}});
  return line_of({{"error", "the scenario was rejected"}, {"problems", reloaded.problems}});
}

}  // namespace spate::run
