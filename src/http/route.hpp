// What the HTTP server can answer: a plain table of paths. No sockets here.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace spate {

// A request as a route sees it; the text belongs to the server and is gone after the answer.
struct Request {
  std::string_view method;
  std::string_view path;
  std::string_view query;  // after '?', undecoded
};

struct Response {
  int status = 200;
  std::string content_type;
  std::string body;
  std::string allow{};  // methods the path knows, for a 405
};

// A path, the method it answers (GET answers HEAD too), and how. Called by several threads at once; what it throws
// becomes a 500.
struct Route {
  std::string method;
  std::string path;
  std::function<Response(const Request&)> answer;
};
using Routes = std::vector<Route>;

[[nodiscard]] Response text_response(int status, std::string body);

// The route's answer, or 404 with a list of what there is, or 405 with the methods the path knows, or 500 with what
// the route threw.
[[nodiscard]] Response dispatch(const Routes& routes, const Request& request);

}  // namespace spate
