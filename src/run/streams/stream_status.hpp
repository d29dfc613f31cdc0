// The status of streams as JSON of the control API. openapi.json describes the members.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "stats/stream_stats.hpp"

namespace spate::run {

// The changes of a reload, or the problems that rejected it; one line each.
struct ReloadResult {
  std::vector<std::string> changes;
  std::vector<std::string> problems;
};

struct StreamStatus {
  std::string name, topic, generator;
  std::string state;              // starting, running, paused, ended
  std::string scenario_rate;      // see rate_of()
  std::string live_rate;          // empty: none
  double remaining_seconds = -1;  // of temporary settings; negative: none
  double target_rate = 0;         // infinity at rate: max
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
