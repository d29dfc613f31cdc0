// Route of the web page: status of the streams, and controls.
#pragma once

#include "http/route.hpp"

namespace spate::http {

// GET /: a self-contained page without data. It calls the control API.
[[nodiscard]] Route page_route();

}  // namespace spate::http
