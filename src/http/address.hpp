// Address of the HTTP server: HOST:PORT.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace spate::http {

struct Address {
  std::string host;        // numeric; IPv6 without brackets
  std::uint16_t port = 0;  // 0: any free port
  bool ipv6 = false;

  // 127.0.0.1:9464, [::1]:9464
  [[nodiscard]] std::string text() const;
};

// HOST is an IPv4 address, an IPv6 address in brackets, or a name (resolved to its first IPv4 address). Throws
// StartError with what to use instead.
[[nodiscard]] Address parse_address(std::string_view text);

}  // namespace spate::http
