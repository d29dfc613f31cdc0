#include "base/host_port.hpp"

#include <charconv>

namespace spate {

HostPort split_host_port(std::string_view text) noexcept {
  const auto bracket = text.rfind(']');
  const auto colon = text.rfind(':');
  const bool inside = bracket != std::string_view::npos && colon < bracket;
  if (colon == std::string_view::npos || inside) return {text, std::nullopt};
  return {text.substr(0, colon), text.substr(colon + 1)};
}

std::optional<std::uint16_t> parse_port(std::string_view digits) noexcept {
  std::uint16_t port = 0;
  const auto* const end = digits.data() + digits.size();
  const auto [stop, error] = std::from_chars(digits.data(), end, port);
  if (digits.empty() || error != std::errc{} || stop != end) return std::nullopt;
  return port;
}

}  // namespace spate
