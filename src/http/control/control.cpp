#include "http/control/control.hpp"

#include <fmt/format.h>

#include "base/json.hpp"
#include "base/printable.hpp"

namespace spate {

ControlReply control_error(int status, std::string_view text) {
  return {status, fmt::format("{{\"error\": {}}}\n", json_text(printable_line(text)))};
}

}  // namespace spate
