// HTTP client for `spate ctl`.
#pragma once

#include <optional>
#include <string>

#include "base/time.hpp"
#include "http/address.hpp"

namespace spate::http {

struct ClientRequest {
  std::string method = "GET";
  std::string path;
  std::string token;                     // empty: none
  std::optional<std::string> body = {};  // JSON
};

struct ClientResponse {
  int status = 0;
  std::string body;
};

// Waits up to `timeout` for the response. Throws std::runtime_error if there is none.
[[nodiscard]] ClientResponse send_request(const Address& address, const ClientRequest& request, Duration timeout);

}  // namespace spate::http
