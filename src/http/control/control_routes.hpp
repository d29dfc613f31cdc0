// Routes of the control API, and of the page that uses it. docs/reference/control-api.md and openapi.json describe
// them.
#pragma once

#include "http/control/access.hpp"
#include "http/control/control.hpp"
#include "http/route.hpp"

namespace spate::http {

// If the API is off, the routes return the reason. At most 20 requests per second on average, 60 at once. What the
// functions of `control` refer to must outlive the routes.
[[nodiscard]] Routes control_routes(Control control, const ControlAccess& access);

}  // namespace spate::http
