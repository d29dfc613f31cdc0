// What the HTTP server can answer: a plain table of paths. No sockets here.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace spate::http {

// A request as a route sees it; the text belongs to the server and is gone after the answer. Headers that were not sent
// are empty.
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
  std::string allow{};    // methods the path knows, for a 405
  std::string headers{};  // further ones, each ending in \r\n
};

// A path, the method it answers (GET answers HEAD too), and how. One part of the path may be "*", any name:
// /streams/*/pause. Called by several threads at once; what it throws becomes a 500.
struct Route {
  std::string method;
  std::string path;
  std::function<Response(const Request&)> answer;
  bool immediate = false;  // never blocks: the poll thread of the server calls it, however busy the others are
};
using Routes = std::vector<Route>;

[[nodiscard]] Response text_response(int status, std::string body);

// {"error": "…"} and a line end; the text on one line.
[[nodiscard]] std::string error_json(std::string_view text);

// error_json() for a path of the API, text for any other.
[[nodiscard]] Response error_response(std::string_view path, int status, std::string_view text);

// The name that stands in `path` for the "*" of `pattern`, empty if there is none; nothing if they do not match.
[[nodiscard]] std::optional<std::string_view> match(std::string_view pattern, std::string_view path) noexcept;

// Whether the response to this request is computed without blocking.
[[nodiscard]] bool is_immediate(const Routes& routes, const Request& request) noexcept;

// The route's answer, or 404 with a list of what there is, or 405 with the methods the path knows, or 500 with what
// the route threw.
[[nodiscard]] Response dispatch(const Routes& routes, const Request& request);

}  // namespace spate::http
