// What the control API says of streams, as JSON. The members are those of openapi.json.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "stats/stream_stats.hpp"

namespace spate::run {

// What a reload changed, or why it changed nothing; a line each.
struct ReloadResult {
  std::vector<std::string> changes;
  std::vector<std::string> problems;
};

struct StreamStatus {
  std::string name, topic, generator;
  std::string state;              // starting, running, paused, ended
  std::string scenario_rate;      // as rate_of() says
  std::string live_rate;          // empty: none
  double remaining_seconds = -1;  // how long what was asked for lasts; negative: until something else is
  double target_rate = 0;         // infinity under max
  double rate = 0;
  double behind_seconds = 0;
  stats::Account account;
  double p50_seconds = 0, p99_seconds = 0;
  std::string limited_by;
};

[[nodiscard]] std::string to_json(const StreamStatus& stream);
[[nodiscard]] std::string to_json(const std::string& scenario, const std::vector<StreamStatus>& streams);

// {"changes": […]}, or {"error": "…", "problems": […]}.
[[nodiscard]] std::string to_json(const ReloadResult& reloaded);

}  // namespace spate::run
