#include "http/control/control_routes.hpp"

#include <fmt/format.h>

#include <memory>
#include <utility>

#include "base/time.hpp"
#include "http/control/action_body.hpp"
#include "http/control/token_bucket.hpp"
#include "http/embedded_documents.hpp"
#include "http/page/page_route.hpp"
#include "stats/run_stats.hpp"

namespace spate::http {
namespace {

constexpr std::string_view kJson = "application/json";

struct ApiGuard {
  ApiGuard(Control run_control, const ControlAccess& api_access)
      : control(std::move(run_control)), access(api_access) {}

  Control control;
  ControlAccess access;
  TokenBucket bucket{20, 60};
};

Response to_response(ControlResponse result) {
  Response response{result.status, std::string{kJson}, std::move(result.body)};
  if (result.status == 401) response.headers = "WWW-Authenticate: Bearer\r\n";
  if (result.status == 429) response.headers = "Retry-After: 1\r\n";
  return response;
}

// Checks access and the request rate before `handler`.
template <class Handler>
std::function<Response(const Request&)> guarded(const std::shared_ptr<ApiGuard>& guard, Handler handler) {
  return [guard, handler = std::move(handler)](const Request& request) {
    if (auto denial = guard->access.deny_reason(request)) return to_response(*std::move(denial));
    if (!guard->bucket.try_acquire(monotonic_now()))
      return to_response(control_error(429, "too many requests: retry after 1 s"));
    return to_response(handler(guard->control, request));
  };
}

ControlResponse act(const Control& control, const Request& request, std::string_view verb) {
  // HTML forms of other sites cannot send JSON.
  if (!request.body.empty() && !request.content_type.starts_with(kJson))
    return control_error(415, "unsupported Content-Type: send application/json");
  auto body = parse_action(request.body);
  if (!body.problem.empty()) return control_error(400, body.problem);
  return control.act({.stream = std::string{request.name},
                      .verb = std::string{verb},
                      .rate = std::move(body.rate),
                      .duration = std::move(body.duration)});
}

Response api_off(const Request&) {
  return to_response(control_error(
      403,
      "the control API is off, it needs a token on addresses other than loopback: set control: {token: ...} in the "
      "scenario, or metrics: {listen: 127.0.0.1:9464}, and restart the run"));
}

}  // namespace

Routes control_routes(Control control, const ControlAccess& access) {
  const auto guard = std::make_shared<ApiGuard>(std::move(control), access);
  Routes routes{
      page_route(),
      {"GET", "/api/v1/openapi.json",
       [](const Request&) {
         return Response{200, std::string{kJson}, document("openapi")};
       }},
      {"GET", "/api/v1/streams", guarded(guard, [](const Control& run, const Request&) { return run.streams(); })},
      {"GET", "/api/v1/streams/*",
       guarded(guard, [](const Control& run, const Request& request) { return run.stream(request.name); })}};
  for (const auto verb : stats::kStreamActions) {
    routes.push_back(
        {"POST", fmt::format("/api/v1/streams/*/{}", verb),
         guarded(guard, [verb](const Control& run, const Request& request) { return act(run, request, verb); })});
  }
  if (guard->control.reload)
    routes.push_back({"POST", "/api/v1/reload", guarded(guard, [](const Control& run, const Request& request) {
                        return request.body.empty()
                                   ? run.reload()
                                   : control_error(400, "a reload takes no body: send none, the scenario file is read");
                      })});
  if (access.enabled()) return routes;
  for (Route& route : routes) route.handler = api_off;
  return routes;
}

}  // namespace spate::http
