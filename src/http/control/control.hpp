// Interface between the HTTP server and the run.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace spate::http {

// An action on a stream. The receiver validates the texts.
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

// Thread-safe. All return quickly, except reload, which may take as long as reading the scenario.
struct Control {
  std::function<ControlResponse()> streams;
  std::function<ControlResponse(std::string_view name)> stream;
  std::function<ControlResponse(const ControlAction&)> act;
  std::function<ControlResponse()> reload;
};

// {"error": "…"}
[[nodiscard]] ControlResponse control_error(int status, std::string_view text);

}  // namespace spate::http
