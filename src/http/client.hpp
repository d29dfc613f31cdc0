// Asks an HTTP server for something: the other side of http_server.hpp, for `spate ctl`.
#pragma once

#include <optional>
#include <string>

#include "http/address.hpp"

namespace spate {

struct ClientRequest {
  std::string method = "GET";
  std::string path;
  std::string token;                     // empty: none
  std::optional<std::string> body = {};  // JSON
};

struct ClientAnswer {
  int status = 0;
  std::string body;
};

// Waits up to `patience_ms` for the answer. Throws std::runtime_error that says why there is none.
[[nodiscard]] ClientAnswer ask(const Address& address, const ClientRequest& request, int patience_ms);

}  // namespace spate
