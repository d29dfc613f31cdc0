#include "base/json.hpp"

namespace spate {
namespace {

std::string text_of(const Json& json, int indent, bool ascii) {
  return json.dump(indent, ' ', ascii, Json::error_handler_t::replace);
}

}  // namespace

std::string json_text(const Json& json, int indent) { return text_of(json, indent, false); }

std::string ascii_json_text(const Json& json, int indent) { return text_of(json, indent, true); }

}  // namespace spate
