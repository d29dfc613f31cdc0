// What the control API can be asked for, and by whom it is done: the seam between HTTP and the run.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace spate::http {

// What is to be done to a stream. The texts are the user's, checked by whoever does it.
struct ControlAction {
  std::string stream;
  std::string verb;                 // pause, resume, rate, burst
  std::optional<std::string> rate;  // 500/s, 2x, max, scenario
  std::optional<std::string> duration;
};

struct ControlResponse {
  int status = 200;
  std::string body;  // JSON
};

// Each may be called by several threads at once and returns soon; reload may take as long as reading the scenario.
struct Control {
  std::function<ControlResponse()> streams;
  std::function<ControlResponse(std::string_view name)> stream;
  std::function<ControlResponse(const ControlAction&)> act;
  std::function<ControlResponse()> reload;
};

// {"error": "…"}
[[nodiscard]] ControlResponse control_error(int status, std::string_view text);

}  // namespace spate::http
