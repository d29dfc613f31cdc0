#include "http/control/control.hpp"

#include <fmt/format.h>

#include "base/printable.hpp"

namespace spate {
namespace {

std::string json_string(std::string_view text) {
  std::string json = "\"";
  for (const char byte : text) {
    if (byte == '"' || byte == '\\')
      json += {'\\', byte};
    else if (static_cast<unsigned char>(byte) < 0x20)
      json += fmt::format("\\u{:04x}", static_cast<unsigned>(byte));
    else
      json += byte;
  }
  return json + "\"";
}

}  // namespace

ControlReply control_error(int status, std::string_view text) {
  return {status, fmt::format("{{\"error\": {}}}\n", json_string(printable_line(text)))};
}

}  // namespace spate
