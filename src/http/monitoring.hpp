// Routes for monitoring: /metrics for Prometheus, /healthz and /readyz for supervisors.
#pragma once

#include "http/route.hpp"
#include "metrics/collector.hpp"

namespace spate::http {

// /healthz returns 200 while the process responds. /readyz returns 503, with one line per missing part, until every
// stream has its topic and a broker is connected. `collector` must outlive the routes.
[[nodiscard]] Routes monitoring_routes(const metrics::Collector& collector);

}  // namespace spate::http
