#include "http/address.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netdb.h>
#include <netinet/in.h>

#include <array>
#include <memory>

#include "base/error.hpp"
#include "base/host_port.hpp"

namespace spate::http {
namespace {

[[noreturn]] void reject(std::string_view text, std::string_view reason) {
  throw StartError(
      fmt::format("invalid address \"{}\": {}: use HOST:PORT, such as 127.0.0.1:9464 (this machine only), 0.0.0.0:9464 "
                  "(all interfaces) or 127.0.0.1:0 (any free port)",
                  text, reason));
}

bool is_numeric(int family, const std::string& host) noexcept {
  std::array<unsigned char, sizeof(in6_addr)> ignored{};
  return inet_pton(family, host.c_str(), ignored.data()) == 1;
}

std::string resolve(std::string_view text, const std::string& host) {
  if (is_numeric(AF_INET, host)) return host;
  addrinfo hints{};
  hints.ai_family = AF_INET;
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* result = nullptr;
  if (const int error = getaddrinfo(host.c_str(), nullptr, &hints, &result); error != 0) {
    reject(text, fmt::format("host \"{}\" has no IPv4 address ({})", host, gai_strerror(error)));
  }
  const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> owner{result, &freeaddrinfo};
  std::array<char, NI_MAXHOST> numeric{};
  getnameinfo(result->ai_addr, result->ai_addrlen, numeric.data(), numeric.size(), nullptr, 0, NI_NUMERICHOST);
  return numeric.data();
}

}  // namespace

std::string Address::text() const {
  return ipv6 ? fmt::format("[{}]:{}", host, port) : fmt::format("{}:{}", host, port);
}

Address parse_address(std::string_view text) {
  const auto [written, digits] = split_host_port(text);
  if (!digits) reject(text, "the port is missing");
  if (written.empty()) reject(text, "the host is missing");
  const auto port = parse_port(*digits);
  if (!port) reject(text, "the port must be a number from 0 to 65535");
  const std::string host{written};
  Address address;
  address.port = *port;
  address.ipv6 = host.front() == '[' && host.back() == ']';
  if (address.ipv6) {
    address.host = host.substr(1, host.size() - 2);
    if (!is_numeric(AF_INET6, address.host)) reject(text, fmt::format("{} is not an IPv6 address", host));
  } else if (host.find(':') != std::string::npos) {
    reject(text, "an IPv6 address needs brackets, such as [::1]:9464");
  } else {
    address.host = resolve(text, host);
  }
  return address;
}

}  // namespace spate::http
