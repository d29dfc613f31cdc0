#include "http/route.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <utility>

#include "base/json.hpp"
#include "base/printable.hpp"
#include "base/utf8.hpp"

namespace spate::http {
namespace {

bool accepts(const Route& route, std::string_view method) {
  return route.method == method || (route.method == "GET" && method == "HEAD");
}

bool is_api(std::string_view path) noexcept { return path == "/api" || path.starts_with("/api/"); }

bool has_path(const Route& route, std::string_view path) noexcept { return match(route.path, path).has_value(); }

int hex_digit(char digit) noexcept {
  if (digit >= '0' && digit <= '9') return digit - '0';
  if (digit >= 'a' && digit <= 'f') return digit - 'a' + 10;
  return digit >= 'A' && digit <= 'F' ? digit - 'A' + 10 : -1;
}

// Percent-decoding (RFC 3986, 2.1). Returns nullopt for an incomplete escape or invalid UTF-8.
std::optional<std::string> percent_decoded(std::string_view text) {
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      decoded += text[i];
      continue;
    }
    if (text.size() - i < 3) return std::nullopt;
    const int high = hex_digit(text[i + 1]);
    const int low = hex_digit(text[i + 2]);
    if (high < 0 || low < 0) return std::nullopt;
    decoded += static_cast<char>(high * 16 + low);
    i += 2;
  }
  return first_invalid_utf8(decoded) ? std::nullopt : std::optional{std::move(decoded)};
}

Response not_found(const Routes& routes, std::string_view path) {
  if (is_api(path)) return error_response(path, 404, fmt::format("unknown path {}: see /api/v1/openapi.json", path));
  std::string body = fmt::format("Unknown path {}. Use one of:\n", path);
  for (const Route& route : routes) body += fmt::format("  {} {}\n", route.method, route.path);
  return text_response(404, std::move(body));
}

Response not_allowed(const Routes& routes, const Request& request) {
  std::string methods;
  for (const Route& route : routes) {
    if (!has_path(route, request.path)) continue;
    methods += methods.empty() ? "" : ", ";
    methods += route.method == "GET" ? "GET, HEAD" : route.method;
  }
  Response response = error_response(
      request.path, 405, fmt::format("method {} is not allowed for {}: use {}", request.method, request.path, methods));
  response.allow = std::move(methods);
  return response;
}

}  // namespace

std::optional<std::string_view> match(std::string_view pattern, std::string_view path) noexcept {
  const auto star = pattern.find('*');
  if (star == std::string_view::npos) return pattern == path ? std::optional{std::string_view{}} : std::nullopt;
  const auto before = pattern.substr(0, star);
  const auto after = pattern.substr(star + 1);
  if (path.size() <= before.size() + after.size() || !path.starts_with(before) || !path.ends_with(after))
    return std::nullopt;
  const auto name = path.substr(star, path.size() - before.size() - after.size());
  return name.find('/') == std::string_view::npos ? std::optional{name} : std::nullopt;
}

Response text_response(int status, std::string body) { return {status, "text/plain; charset=utf-8", std::move(body)}; }

std::string error_json(std::string_view text) {
  return fmt::format("{{\"error\": {}}}\n", json_text(printable_line(text)));
}

Response error_response(std::string_view path, int status, std::string_view text) {
  if (!is_api(path)) return text_response(status, fmt::format("{}\n", text));
  return {status, "application/json", error_json(text)};
}

bool is_immediate(const Routes& routes, const Request& request) noexcept {
  return std::all_of(routes.begin(), routes.end(),
                     [&](const Route& route) { return route.immediate || !has_path(route, request.path); });
}

Response dispatch(const Routes& routes, const Request& request) try {
  const auto matches_path = [&](const Route& route) { return has_path(route, request.path); };
  if (std::none_of(routes.begin(), routes.end(), matches_path)) return not_found(routes, request.path);
  const auto route = std::find_if(routes.begin(), routes.end(), [&](const Route& candidate) {
    return matches_path(candidate) && accepts(candidate, request.method);
  });
  if (route == routes.end()) return not_allowed(routes, request);
  const auto name = percent_decoded(*match(route->path, request.path));
  if (!name) return error_response(request.path, 400, "invalid name in the path: use percent-encoded UTF-8");
  Request named = request;
  named.name = *name;
  return route->handler(named);
} catch (const std::exception& error) {
  return error_response(request.path, 500, printable_line(fmt::format("{} failed: {}", request.path, error.what())));
}

}  // namespace spate::http
