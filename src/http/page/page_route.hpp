// The page for people: how the streams go, and the controls.
#pragma once

#include "http/route.hpp"

namespace spate::http {

// GET /: one self-contained page. It holds no data; it asks the control API for all it shows.
[[nodiscard]] Route page_route();

}  // namespace spate::http
