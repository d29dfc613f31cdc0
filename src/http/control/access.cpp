#include "http/control/access.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <array>
#include <utility>

#include "base/host_port.hpp"

namespace spate::http {
namespace {

// Takes the same time wherever the texts differ, so that the time does not reveal the token.
bool is_equal(std::string_view given, std::string_view token) noexcept {
  unsigned difference = given.size() == token.size() ? 0 : 1;
  for (std::size_t i = 0; i < given.size(); ++i) {
    const auto left = static_cast<unsigned char>(given[i]);
    const auto right = static_cast<unsigned char>(token.empty() ? '\0' : token[i % token.size()]);
    difference |= static_cast<unsigned>(left ^ right);
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

ControlAccess::ControlAccess(std::optional<std::string> token, std::string host, std::string_view listen)
    : token_(std::move(token)), host_(std::move(host)), name_(split_host_port(listen).host) {}

bool ControlAccess::enabled() const noexcept { return token_ || is_loopback(host_); }

bool ControlAccess::is_own_host(std::string_view host) const {
  const auto name = split_host_port(host).host;
  return name == "localhost" || name == name_ || is_address(name);
}

std::optional<ControlResponse> ControlAccess::deny_reason(const Request& request) const {
  constexpr std::string_view kBearer = "Bearer ";
  if (token_ &&
      (!request.authorization.starts_with(kBearer) || !is_equal(request.authorization.substr(kBearer.size()), *token_)))
    return control_error(401, "token required: send it as Authorization: Bearer TOKEN");
  if (!token_ && !is_own_host(request.host))
    return control_error(403,
                         fmt::format("Host \"{}\" is not an address of this machine: use its address, or localhost",
                                     request.host.substr(0, 60)));
  const bool is_same_site = request.origin.empty() || request.origin == fmt::format("http://{}", request.host) ||
                            request.origin == fmt::format("https://{}", request.host);
  if (!is_same_site) return control_error(403, "cross-site request rejected: send it from a page of this server");
  return std::nullopt;
}

}  // namespace spate::http
