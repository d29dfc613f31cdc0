// Any bytes as a request to the control API and the page, without a socket. Every request gets a response. A request
// without the token, or from a page of another site, changes nothing.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "http/control/control_routes.hpp"
#include "http/request_parser.hpp"
#include "scenario/text/rate_text.hpp"
#include "scenario/text/units.hpp"

namespace {

using namespace spate;

constexpr std::string_view kToken = "open-sesame";

void require(bool condition) {
  if (!condition) __builtin_trap();
}

// Removes the text up to the separator, and the separator. Returns the text.
std::string_view split_off(std::string_view& text, char separator) {
  const auto part = text.substr(0, text.find(separator));
  text.remove_prefix(std::min(text.size(), part.size() + 1));
  return part;
}

// Parses a line such as POST /api/v1/streams/a/rate?x, headers such as Host: localhost, an empty line and the body.
http::Request parse_head_and_body(std::string_view text) {
  http::Request request;
  auto first = split_off(text, '\n');
  request.method = split_off(first, ' ');
  request.path = split_off(first, '?');
  request.query = first;
  while (!text.empty()) {
    auto line = split_off(text, '\n');
    if (line.empty()) break;
    const auto name = split_off(line, ':');
    if (line.starts_with(' ')) line.remove_prefix(1);
    if (name == "Host") request.host = line;
    if (name == "Origin") request.origin = line;
    if (name == "Authorization") request.authorization = line;
    if (name == "Content-Type") request.content_type = line;
  }
  request.body = text.substr(0, http::kMaxBody);
  return request;
}

// Parses the texts of an action as a run does.
http::ControlResponse parse_texts(const http::ControlAction& action) {
  for (const auto& text : {action.rate, action.duration}) {
    if (!text) continue;
    static_cast<void>(scenario::parse_rate(*text));
    static_cast<void>(scenario::parse_duration(*text));
  }
  return http::control_error(404, "unknown stream " + action.stream);
}

void try_with(std::optional<std::string> token, const http::Request& request) {
  bool called = false;
  const auto mark_called = [&called](http::ControlResponse response) {
    called = true;
    return response;
  };
  const http::Control control{
      .streams =
          [&] {
            return mark_called({200, "[]"});
          },
      .stream = [&](std::string_view name) { return mark_called(http::control_error(404, name)); },
      .act = [&](const http::ControlAction& action) { return mark_called(parse_texts(action)); },
      .reload =
          [&] {
            return mark_called({200, "{}"});
          }};
  const bool with_token = token.has_value();
  const auto routes =
      http::control_routes(control, http::ControlAccess{std::move(token), "127.0.0.1", "localhost:9464"});
  const auto response = http::dispatch(routes, request);
  require(response.status >= 200 && response.status < 500);  // no handler throws
  require(response.headers.empty() || response.headers.ends_with("\r\n"));
  if (!called) return;
  require(!with_token || request.authorization == "Bearer " + std::string{kToken});
  const auto host = std::string{request.host};
  require(request.origin.empty() || request.origin == "http://" + host || request.origin == "https://" + host);
}

// Every accepted request is within the limits of the parser and within the bytes.
void parse(std::string_view bytes) {
  for (const bool ended : {false, true}) {
    const auto parsed = http::parse_request(bytes, ended);
    static_cast<void>(http::is_head(http::path_so_far(bytes)));
    require(parsed.state != http::ParsedRequest::State::rejected || (parsed.status >= 400 && !parsed.problem.empty()));
    if (parsed.state != http::ParsedRequest::State::complete) continue;
    require(parsed.request.path.starts_with('/') && parsed.request.body.size() <= http::kMaxBody);
    require(parsed.request.body.data() + parsed.request.body.size() <= bytes.data() + bytes.size());
    try_with(std::string{kToken}, parsed.request);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes{reinterpret_cast<const char*>(data), size};
  parse(bytes);
  const auto request = parse_head_and_body(bytes);
  try_with(std::nullopt, request);
  try_with(std::string{kToken}, request);
  return 0;
}
