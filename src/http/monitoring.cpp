#include "http/monitoring.hpp"

namespace spate::http {

Routes monitoring_routes(const metrics::Collector& collector) {
  const auto metrics = [&collector](const Request&) {
    return Response{200, "text/plain; version=0.0.4; charset=utf-8", collector.expose()};
  };
  const auto health = [](const Request&) { return text_response(200, "alive\n"); };
  const auto readiness = [&collector](const Request&) {
    auto [ready, text] = collector.ready();
    return text_response(ready ? 200 : 503, std::move(text));
  };
  return {{"GET", "/metrics", metrics}, {"GET", "/healthz", health, true}, {"GET", "/readyz", readiness, true}};
}

}  // namespace spate::http
