// The socket on which the HTTP server accepts connections.
#pragma once

#include "base/descriptor.hpp"
#include "http/address.hpp"

namespace spate::http {

// Listens on `address`, without blocking. Sets the port that the kernel chose for port 0. Throws StartError if the
// address is in use, or does not belong to this machine.
[[nodiscard]] Descriptor listen_on(Address& address);

// The next client, without blocking; no descriptor if none is waiting, or if the kernel has none left: see errno.
[[nodiscard]] Descriptor accept_client(const Descriptor& listener) noexcept;

}  // namespace spate::http
