// The routes that watching a run needs: /metrics for Prometheus, /healthz and /readyz for whoever supervises.
#pragma once

#include "http/route.hpp"
#include "metrics/collector.hpp"

namespace spate::http {

// /healthz is 200 while the process can answer at all; /readyz is 503 with a line per thing that is missing until
// every stream has its topic and a broker answers. `collector` outlives the routes.
[[nodiscard]] Routes monitoring_routes(const metrics::Collector& collector);

}  // namespace spate::http
