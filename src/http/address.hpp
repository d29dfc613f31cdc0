// Where the HTTP server listens, as the user wrote it: HOST:PORT.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace spate::http {

struct Address {
  std::string host;        // numeric; IPv6 without brackets
  std::uint16_t port = 0;  // 0: the kernel chooses
  bool ipv6 = false;

  // 127.0.0.1:9464, [::1]:9464
  [[nodiscard]] std::string text() const;
};

// HOST is an IPv4 address, an IPv6 address in brackets, or a name (its first IPv4 address is taken; asks the
// resolver). Throws StartError that says what to write instead.
[[nodiscard]] Address parse_address(std::string_view text);

}  // namespace spate::http
