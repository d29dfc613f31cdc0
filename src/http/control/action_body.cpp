#include "http/control/action_body.hpp"

#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>

namespace spate::http {
namespace {

constexpr std::string_view kFix = R"(send a JSON object such as {"rate": "500/s", "for": "30s"})";

ActionBody invalid(std::string problem) { return {.rate = {}, .duration = {}, .problem = std::move(problem)}; }

}  // namespace

ActionBody parse_action(std::string_view body) {
  if (std::all_of(body.begin(), body.end(), [](char byte) { return byte == ' ' || byte == '\n' || byte == '\r'; }))
    return {};
  simdjson::dom::parser parser;
  simdjson::dom::object object;
  const simdjson::padded_string padded{body};
  if (parser.parse(padded).get(object) != simdjson::SUCCESS)
    return invalid(fmt::format("the body is not a JSON object: {}", kFix));
  ActionBody action;
  for (const auto& [key, value] : object) {
    std::string_view text;
    auto* const member = key == "rate" ? &action.rate : key == "for" ? &action.duration : nullptr;
    if (member == nullptr) return invalid(fmt::format("unknown member \"{}\": {}", key.substr(0, 60), kFix));
    if (member->has_value()) return invalid(fmt::format("duplicate member \"{}\": remove one", key));
    if (value.get(text) != simdjson::SUCCESS) return invalid(fmt::format("\"{}\" is not a string: {}", key, kFix));
    *member = std::string{text};
  }
  return action;
}

}  // namespace spate::http
