// The control API as routes, /api/v1/streams and what may be done to each, and the page that uses it.
// docs/reference/control-api.md and openapi.json describe them.
#pragma once

#include "http/control/access.hpp"
#include "http/control/control.hpp"
#include "http/route.hpp"

namespace spate::http {

// Where the API is not offered they are there to say why. At most 20 requests a second are answered in the long run, 60
// at once. What `control` refers to outlives the routes.
[[nodiscard]] Routes control_routes(Control control, const ControlAccess& access);

}  // namespace spate::http
