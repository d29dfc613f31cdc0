#include "http/route.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <exception>

#include "base/printable.hpp"

namespace spate {
namespace {

bool answers(const Route& route, std::string_view method) {
  return route.method == method || (route.method == "GET" && method == "HEAD");
}

Response not_found(const Routes& routes, std::string_view path) {
  std::string body = fmt::format("There is no {} here. There is:\n", path);
  for (const Route& route : routes) body += fmt::format("  {} {}\n", route.method, route.path);
  return text_response(404, std::move(body));
}

Response not_allowed(const Routes& routes, const Request& request) {
  std::string methods;
  for (const Route& route : routes) {
    if (!match(route.path, request.path)) continue;
    methods += methods.empty() ? "" : ", ";
    methods += route.method == "GET" ? "GET, HEAD" : route.method;
  }
  Response response = text_response(405, fmt::format("{} answers {} only.\n", request.path, methods));
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

Response dispatch(const Routes& routes, const Request& request) try {
  const auto of_path = [&](const Route& route) { return match(route.path, request.path).has_value(); };
  if (std::none_of(routes.begin(), routes.end(), of_path)) return not_found(routes, request.path);
  const auto route = std::find_if(routes.begin(), routes.end(), [&](const Route& candidate) {
    return of_path(candidate) && answers(candidate, request.method);
  });
  if (route == routes.end()) return not_allowed(routes, request);
  Request named = request;
  named.name = *match(route->path, request.path);
  return route->answer(named);
} catch (const std::exception& error) {
  return text_response(500,
                       printable_line(fmt::format("{} could not be answered: {}", request.path, error.what())) + "\n");
}

}  // namespace spate
