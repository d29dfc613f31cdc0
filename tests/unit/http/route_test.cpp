#include "http/route.hpp"

#include <stdexcept>

#include "catch.hpp"

namespace {

using Catch::Matchers::EndsWith;
using Catch::Matchers::StartsWith;
using spate::http::dispatch;
using spate::http::Request;
using spate::http::Routes;
using spate::http::text_response;

Routes sample_routes() {
  return {{"GET", "/a", [](const Request& request) { return text_response(200, std::string{request.query}); }},
          {"POST", "/a", [](const Request&) { return text_response(202, "done"); }},
          {"GET", "/b", [](const Request&) { return text_response(200, "b"); }},
          {"GET", "/broken", [](const Request&) -> spate::http::Response { throw std::runtime_error("no ink"); }}};
}

}  // namespace

TEST_CASE("a request is dispatched by method and path") {
  CHECK(dispatch(sample_routes(), {"GET", "/a", "x=1"}).body == "x=1");
  CHECK(dispatch(sample_routes(), {"HEAD", "/a", "x=1"}).status == 200);
  CHECK(dispatch(sample_routes(), {"POST", "/a", ""}).status == 202);
}

TEST_CASE("an unknown path gets the list of paths") {
  const auto response = dispatch(sample_routes(), {"GET", "/nothing", ""});
  CHECK(response.status == 404);
  CHECK(response.body == "Unknown path /nothing. Use one of:\n  GET /a\n  POST /a\n  GET /b\n  GET /broken\n");
}

TEST_CASE("an unknown method gets the methods of the path") {
  const auto response = dispatch(sample_routes(), {"DELETE", "/a", ""});
  CHECK(response.status == 405);
  CHECK(response.allow == "GET, HEAD, POST");
  CHECK(dispatch(sample_routes(), {"POST", "/b", ""}).allow == "GET, HEAD");
}

TEST_CASE("a route that throws gives 500 with the reason") {
  const auto response = dispatch(sample_routes(), {"GET", "/broken", ""});
  CHECK(response.status == 500);
  CHECK(response.body == "/broken failed: no ink\n");
}

TEST_CASE("an error is JSON on a path of the API and text elsewhere") {
  const Routes routes{{"GET", "/api/v1/a", [](const Request&) { return text_response(200, "a"); }},
                      {"GET", "/api/v1/broken",
                       [](const Request&) -> spate::http::Response { throw std::runtime_error("no \xff ink"); }}};
  for (const auto& [method, path, status] :
       std::initializer_list<std::tuple<const char*, const char*, int>>{{"GET", "/api/v1/b", 404},
                                                                        {"GET", "/api/", 404},
                                                                        {"GET", "/api", 404},
                                                                        {"POST", "/api/v1/a", 405},
                                                                        {"OPTIONS", "/api/v1/a", 405},
                                                                        {"GET", "/api/v1/broken", 500}}) {
    CAPTURE(method, path);
    const auto response = dispatch(routes, {method, path});
    CHECK(response.status == status);
    CHECK(response.content_type == "application/json");
    CHECK_THAT(response.body, StartsWith("{\"error\": \"") && EndsWith("\"}\n") && !ContainsSubstring("\xff"));
  }
  CHECK(dispatch(routes, {"POST", "/api/v1/a"}).allow == "GET, HEAD");
  for (const char* path : {"/", "/apis", "/metrics", "/x/api/v1/a"}) {
    CAPTURE(path);
    CHECK_THAT(dispatch(routes, {"GET", path}).content_type, StartsWith("text/plain"));
  }
}

TEST_CASE("the name in a path is percent-decoded") {
  const Routes routes{{"GET", "/api/v1/streams/*",
                       [](const Request& request) { return text_response(200, std::string{request.name}); }}};
  CHECK(dispatch(routes, {"GET", "/api/v1/streams/a%2Eb%2dc"}).body == "a.b-c");
  CHECK(dispatch(routes, {"GET", "/api/v1/streams/a%2Fb"}).body == "a/b");
  CHECK(dispatch(routes, {"GET", "/api/v1/streams/%C3%A9"}).body == "\xc3\xa9");
  for (const char* path : {"%", "%4", "%4g", "a%", "%ff", "%C3"}) {
    CAPTURE(path);
    const auto response = dispatch(routes, {"GET", "/api/v1/streams/" + std::string{path}});
    CHECK(response.status == 400);
    CHECK(response.content_type == "application/json");
  }
}
