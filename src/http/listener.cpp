#include "http/listener.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <cerrno>
#include <new>
#include <string>
#include <system_error>

#include "base/error.hpp"

namespace spate::http {
namespace {

// An Address for the socket calls.
struct SocketName {
  sockaddr_storage storage{};
  socklen_t size = sizeof(sockaddr_storage);

  [[nodiscard]] sockaddr* get() noexcept { return static_cast<sockaddr*>(static_cast<void*>(&storage)); }
};

SocketName socket_name(const Address& address) {
  SocketName name;
  if (address.ipv6) {
    auto& ipv6 = *new (&name.storage) sockaddr_in6{};
    ipv6.sin6_family = AF_INET6;
    ipv6.sin6_port = htons(address.port);
    inet_pton(AF_INET6, address.host.c_str(), &ipv6.sin6_addr);
    name.size = sizeof ipv6;
  } else {
    auto& ipv4 = *new (&name.storage) sockaddr_in{};
    ipv4.sin_family = AF_INET;
    ipv4.sin_port = htons(address.port);
    inet_pton(AF_INET, address.host.c_str(), &ipv4.sin_addr);
    name.size = sizeof ipv4;
  }
  return name;
}

std::uint16_t local_port(const Descriptor& listener, bool ipv6) noexcept {
  SocketName name;
  ::getsockname(listener.number(), name.get(), &name.size);
  const void* const storage = &name.storage;
  return ntohs(ipv6 ? static_cast<const sockaddr_in6*>(storage)->sin6_port
                    : static_cast<const sockaddr_in*>(storage)->sin_port);
}

[[noreturn]] void cannot_listen(const Address& address) {
  throw StartError(
      fmt::format("cannot listen on {} ({}): free the address, or set --metrics to another HOST:PORT (port 0: any free "
                  "port) or off",
                  address.text(), std::error_code{errno, std::generic_category()}.message()));
}

}  // namespace

Descriptor listen_on(Address& address) {
  Descriptor listener{::socket(address.ipv6 ? AF_INET6 : AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)};
  auto name = socket_name(address);
  const int yes = 1;
  ::setsockopt(listener.number(), SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  if (::bind(listener.number(), name.get(), name.size) != 0 || ::listen(listener.number(), SOMAXCONN) != 0)
    cannot_listen(address);
  address.port = local_port(listener, address.ipv6);
  return listener;
}

Descriptor accept_client(const Descriptor& listener) noexcept {
  Descriptor client{::accept4(listener.number(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK)};
  const int yes = 1;
  if (client.number() >= 0) ::setsockopt(client.number(), IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  return client;
}

}  // namespace spate::http
