// Parses the body of an action: {"rate": "500/s", "for": "30s"}.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace spate::http {

struct ActionBody {
  std::optional<std::string> rate;
  std::optional<std::string> duration;  // "for"
  std::string problem;                  // empty: valid
};

// An empty body counts as an empty object.
[[nodiscard]] ActionBody parse_action(std::string_view body);

}  // namespace spate::http
