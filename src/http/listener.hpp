// Listening socket of the HTTP server.
#pragma once

#include "base/descriptor.hpp"
#include "http/address.hpp"

namespace spate::http {

// Listens on `address` without blocking. Sets the port if it was 0. Throws StartError if the address is in use or does
// not belong to this machine.
[[nodiscard]] Descriptor listen_on(Address& address);

// Accepts the next client without blocking. Returns an invalid descriptor and sets errno if no client waits (EAGAIN) or
// on an error.
[[nodiscard]] Descriptor accept_client(const Descriptor& listener) noexcept;

}  // namespace spate::http
