#include "http/control/control.hpp"

#include "http/route.hpp"

namespace spate::http {

ControlResponse control_error(int status, std::string_view text) { return {status, error_json(text)}; }

}  // namespace spate::http
