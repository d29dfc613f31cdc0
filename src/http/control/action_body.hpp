// The body of a request that does something to a stream: {"rate": "500/s", "for": "30s"}.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace spate::http {

struct ActionBody {
  std::optional<std::string> rate;
  std::optional<std::string> duration;  // "for"
  std::string problem;                  // what is wrong with it; empty: nothing
};

// No body at all is an object without members.
[[nodiscard]] ActionBody parse_action(std::string_view body);

}  // namespace spate::http
