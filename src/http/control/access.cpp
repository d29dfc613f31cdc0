#include "http/control/access.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <array>
#include <utility>

#include "base/host_port.hpp"

namespace spate::http {
namespace {

// Constant time for all wrong tokens, so that the time reveals nothing.
bool equal(std::string_view one, std::string_view other) noexcept {
  unsigned difference = one.size() == other.size() ? 0 : 1;
  for (std::size_t i = 0; i < one.size(); ++i) {
    const auto mine = static_cast<unsigned char>(one[i]);
    const auto against = static_cast<unsigned char>(other.empty() ? '\0' : other[i % other.size()]);
    difference |= static_cast<unsigned>(mine ^ against);
  }
  return difference == 0;
}

bool is_address(std::string_view host) {
  std::array<unsigned char, sizeof(in6_addr)> parsed{};
  if (host.size() > 2 && host.front() == '[' && host.back() == ']')
    return ::inet_pton(AF_INET6, std::string{host.substr(1, host.size() - 2)}.c_str(), parsed.data()) == 1;
  return ::inet_pton(AF_INET, std::string{host}.c_str(), parsed.data()) == 1;
}

bool is_loopback(std::string_view host) noexcept { return host.starts_with("127.") || host == "::1"; }

}  // namespace

ControlAccess::ControlAccess(std::optional<std::string> token, std::string host, std::string_view named)
    : token_(std::move(token)), host_(std::move(host)), named_(split_host_port(named).host) {}

bool ControlAccess::enabled() const noexcept { return token_ || is_loopback(host_); }

bool ControlAccess::knows(std::string_view host) const {
  const auto name = split_host_port(host).host;
  return name == "localhost" || name == named_ || is_address(name);
}

std::optional<ControlResponse> ControlAccess::deny_reason(const Request& request) const {
  constexpr std::string_view kBearer = "Bearer ";
  if (token_ &&
      (!request.authorization.starts_with(kBearer) || !equal(request.authorization.substr(kBearer.size()), *token_)))
    return control_error(401, "token required: send it as Authorization: Bearer TOKEN");
  if (!token_ && !knows(request.host))
    return control_error(403,
                         fmt::format("Host \"{}\" is not an address of this machine: use its address, or localhost",
                                     request.host.substr(0, 60)));
  const bool same_site = request.origin.empty() || request.origin == fmt::format("http://{}", request.host) ||
                         request.origin == fmt::format("https://{}", request.host);
  if (!same_site) return control_error(403, "cross-site request rejected: send it from a page of this server");
  return std::nullopt;
}

}  // namespace spate::http
