// Routes of the HTTP server. No sockets here.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace spate::http {

// A request. The text is valid during the call. Absent headers are empty.
struct Request {
  std::string_view method;
  std::string_view path;
  std::string_view query = {};  // after '?', undecoded
  std::string_view host = {};
  std::string_view origin = {};
  std::string_view authorization = {};
  std::string_view content_type = {};
  std::string_view body = {};  // at most kMaxBody bytes
  std::string_view name = {};  // the part of the path that matches the route's "*", percent-decoded
};

inline constexpr std::size_t kMaxBody = 4096;

struct Response {
  int status = 200;
  std::string content_type;
  std::string body;
  std::string allow{};    // methods of the path, for a 405
  std::string headers{};  // further headers, each ending in \r\n
};

// GET also matches HEAD. One part of the path may be "*": /streams/*/pause. Several threads call the handler. An
// exception of the handler becomes a 500.
struct Route {
  std::string method;
  std::string path;
  std::function<Response(const Request&)> handler;
  bool immediate = false;  // never blocks: the poll thread calls it
};
using Routes = std::vector<Route>;

[[nodiscard]] Response text_response(int status, std::string body);

// {"error": "…"} and a newline; one line.
[[nodiscard]] std::string error_json(std::string_view text);

// error_json() for paths of the API, text for others.
[[nodiscard]] Response error_response(std::string_view path, int status, std::string_view text);

// The part of `path` that matches "*" of `pattern`; empty without one. Returns nullopt if they do not match.
[[nodiscard]] std::optional<std::string_view> match(std::string_view pattern, std::string_view path) noexcept;

// True if no route of the path can block.
[[nodiscard]] bool is_immediate(const Routes& routes, const Request& request) noexcept;

// The response of the route, 404 with a list of routes, 405 with the methods of the path, or 500 with the exception.
[[nodiscard]] Response dispatch(const Routes& routes, const Request& request);

}  // namespace spate::http
