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

[[noreturn]] void refuse(std::string_view text, std::string_view reason) {
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
  addrinfo wanted{};
  wanted.ai_family = AF_INET;
  wanted.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  if (const int error = getaddrinfo(host.c_str(), nullptr, &wanted, &found); error != 0) {
    refuse(text, fmt::format("host \"{}\" has no IPv4 address ({})", host, gai_strerror(error)));
  }
  const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> owner{found, &freeaddrinfo};
  std::array<char, NI_MAXHOST> numeric{};
  getnameinfo(found->ai_addr, found->ai_addrlen, numeric.data(), numeric.size(), nullptr, 0, NI_NUMERICHOST);
  return numeric.data();
}

}  // namespace

std::string Address::text() const {
  return ipv6 ? fmt::format("[{}]:{}", host, port) : fmt::format("{}:{}", host, port);
}

Address parse_address(std::string_view text) {
  const auto [written, digits] = split_host_port(text);
  if (!digits) refuse(text, "the port is missing");
  if (written.empty()) refuse(text, "the host is missing");
  const auto port = parse_port(*digits);
  if (!port) refuse(text, "the port must be a number from 0 to 65535");
  const std::string host{written};
  Address address;
  address.port = *port;
  address.ipv6 = host.front() == '[' && host.back() == ']';
  if (address.ipv6) {
    address.host = host.substr(1, host.size() - 2);
    if (!is_numeric(AF_INET6, address.host)) refuse(text, fmt::format("{} is not an IPv6 address", host));
  } else if (host.find(':') != std::string::npos) {
    refuse(text, "an IPv6 address needs brackets, such as [::1]:9464");
  } else {
    address.host = resolve(text, host);
  }
  return address;
}

}  // namespace spate::http
