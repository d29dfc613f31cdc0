// Access to the control API, checked before the request.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "http/control/control.hpp"
#include "http/route.hpp"

namespace spate::http {

// Immutable. Thread-safe.
class ControlAccess {
 public:
  // `host` is the numeric address of the server, `listen` is metrics.listen of the scenario. Without a token the API is
  // for this machine only.
  ControlAccess(std::optional<std::string> token, std::string host, std::string_view listen);

  // True with a token, or on a loopback address.
  [[nodiscard]] bool enabled() const noexcept;

  // The error for a denied request; nullopt if it is allowed. Without a token, Host must be an address or name of this
  // machine: that prevents DNS rebinding by a page of another site. Origin, if present, must match Host.
  [[nodiscard]] std::optional<ControlResponse> deny_reason(const Request& request) const;

 private:
  [[nodiscard]] bool is_own_host(std::string_view host) const;

  std::optional<std::string> token_;
  std::string host_;
  std::string name_;  // host of metrics.listen
};

}  // namespace spate::http
