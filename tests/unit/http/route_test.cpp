#include "http/route.hpp"

#include <stdexcept>

#include "catch.hpp"

namespace {

using spate::dispatch;
using spate::Request;
using spate::Routes;
using spate::text_response;

Routes sample_routes() {
  return {{"GET", "/a", [](const Request& request) { return text_response(200, std::string{request.query}); }},
          {"POST", "/a", [](const Request&) { return text_response(202, "done"); }},
          {"GET", "/b", [](const Request&) { return text_response(200, "b"); }},
          {"GET", "/broken", [](const Request&) -> spate::Response { throw std::runtime_error("no ink"); }}};
}

}  // namespace

TEST_CASE("a request reaches the route of its method and path") {
  CHECK(dispatch(sample_routes(), {"GET", "/a", "x=1"}).body == "x=1");
  CHECK(dispatch(sample_routes(), {"HEAD", "/a", "x=1"}).status == 200);
  CHECK(dispatch(sample_routes(), {"POST", "/a", ""}).status == 202);
}

TEST_CASE("an unknown path is told what there is") {
  const auto response = dispatch(sample_routes(), {"GET", "/nothing", ""});
  CHECK(response.status == 404);
  CHECK(response.body == "There is no /nothing here. There is:\n  GET /a\n  POST /a\n  GET /b\n  GET /broken\n");
}

TEST_CASE("an unknown method is told which ones the path answers") {
  const auto two = dispatch(sample_routes(), {"DELETE", "/a", ""});
  CHECK(two.status == 405);
  CHECK(two.allow == "GET, HEAD, POST");
  CHECK(dispatch(sample_routes(), {"POST", "/b", ""}).allow == "GET, HEAD");
}

TEST_CASE("a route that throws is answered with 500 and the reason") {
  const auto response = dispatch(sample_routes(), {"GET", "/broken", ""});
  CHECK(response.status == 500);
  CHECK(response.body == "/broken could not be answered: no ink\n");
}
