// Who may use the control API: checked before anything else is looked at.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "http/control/control.hpp"
#include "http/route.hpp"

namespace spate::http {

// A value; thread-safe.
class ControlAccess {
 public:
  // `host` is where the server listens, numeric; `named` as the user wrote it. Without a token the API is for programs
  // of this machine alone.
  ControlAccess(std::optional<std::string> token, std::string host, std::string_view named);

  // Whether the API is there at all: with a token, or on a loopback address.
  [[nodiscard]] bool enabled() const noexcept;

  // What keeps this request from being done; nothing: it may be. Without a token the Host must be an address or a name
  // of this machine, which a page of another site whose name was made to lead here (DNS rebinding) cannot send; the
  // Origin, where a browser sends one, must be the Host itself.
  [[nodiscard]] std::optional<ControlResponse> deny_reason(const Request& request) const;

 private:
  [[nodiscard]] bool knows(std::string_view host) const;

  std::optional<std::string> token_;
  std::string host_;
  std::string named_;
};

}  // namespace spate::http
