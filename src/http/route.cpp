#include "http/route.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <exception>

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
    if (route.path != request.path) continue;
    methods += methods.empty() ? "" : ", ";
    methods += route.method == "GET" ? "GET, HEAD" : route.method;
  }
  Response response = text_response(405, fmt::format("{} answers {} only.\n", request.path, methods));
  response.allow = std::move(methods);
  return response;
}

}  // namespace

Response text_response(int status, std::string body) { return {status, "text/plain; charset=utf-8", std::move(body)}; }

Response dispatch(const Routes& routes, const Request& request) try {
  const auto of_path = [&](const Route& route) { return route.path == request.path; };
  if (std::none_of(routes.begin(), routes.end(), of_path)) return not_found(routes, request.path);
  const auto route = std::find_if(routes.begin(), routes.end(), [&](const Route& candidate) {
    return of_path(candidate) && answers(candidate, request.method);
  });
  return route == routes.end() ? not_allowed(routes, request) : route->answer(request);
} catch (const std::exception& error) {
  return text_response(500, fmt::format("{} could not be answered: {}\n", request.path, error.what()));
}

}  // namespace spate
