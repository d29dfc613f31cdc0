// HOST:PORT, as users, brokers and HTTP clients write it.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace spate {

// Both parts are views of the text that was split.
struct HostPort {
  std::string_view host;                 // an IPv6 address keeps its brackets
  std::optional<std::string_view> port;  // nullopt: no colon outside the brackets
};

// Splits at the last colon outside brackets. Checks neither part.
[[nodiscard]] HostPort split_host_port(std::string_view text) noexcept;

// Returns nullopt if `digits` is not an integer between 0 and 65535.
[[nodiscard]] std::optional<std::uint16_t> parse_port(std::string_view digits) noexcept;

}  // namespace spate
