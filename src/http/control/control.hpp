// Interface between the HTTP server and the run.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace spate::http {

// An action on a stream. The run validates the texts.
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

// Thread-safe. `reload` blocks until the reload has ended, at most 60 s. The others do not block.
struct Control {
  std::function<ControlResponse()> streams;
  std::function<ControlResponse(std::string_view name)> stream;
  std::function<ControlResponse(const ControlAction&)> act;
  std::function<ControlResponse()> reload;
};

// {"error": "…"}
[[nodiscard]] ControlResponse control_error(int status, std::string_view text);

}  // namespace spate::http
