#include "http/http_server.hpp"

#include <future>
#include <latch>
#include <list>
#include <memory>

#include "base/error.hpp"
#include "base/time.hpp"
#include "catch.hpp"
#include "http/client.hpp"

namespace {

using spate::http::HttpServer;
using spate::http::Request;
using spate::http::Routes;
using spate::http::text_response;
using spate::test::Client;
using spate::test::send_request;

Routes hello() {
  return {{"GET", "/hello",
           [](const Request& request) { return text_response(200, "hello " + std::string{request.query}); }}};
}

}  // namespace

TEST_CASE("port 0 selects a free port, which the server reports") {
  const HttpServer server{"127.0.0.1:0", hello()};
  CHECK(server.port() != 0);
  CHECK(server.address() == "127.0.0.1:" + std::to_string(server.port()));
  CHECK(send_request(server.port(), "GET", "/hello?you").body == "hello you");
}

TEST_CASE("HEAD is GET without the body") {
  const HttpServer server{"127.0.0.1:0", hello()};
  const auto get = send_request(server.port(), "GET", "/hello");
  const auto head = send_request(server.port(), "HEAD", "/hello");
  CHECK(get.body == "hello ");
  CHECK(head.body.empty());
  CHECK(head.head == get.head);
  CHECK_THAT(head.head, ContainsSubstring("Content-Length: 6\r\n"));
}

TEST_CASE("unknown paths and methods are rejected, and paths are not normalized") {
  const HttpServer server{"127.0.0.1:0", hello()};
  CHECK(send_request(server.port(), "GET", "/").status == 404);
  CHECK(send_request(server.port(), "GET", "/etc/passwd").status == 404);
  CHECK(send_request(server.port(), "GET", "/../../etc/passwd").status == 404);
  CHECK(send_request(server.port(), "GET", "/hello/").status == 404);
  CHECK(send_request(server.port(), "GET", "/x/%2e%2e/hello").status == 404);  // nothing is decoded
  for (const char* method : {"POST", "PUT", "DELETE", "OPTIONS", "PROPFIND"}) {
    CAPTURE(method);
    const auto response = send_request(server.port(), method, "/hello");
    CHECK(response.status == 405);
    CHECK_THAT(response.head, ContainsSubstring("Allow: GET, HEAD\r\n"));
  }
}

TEST_CASE("a cross-origin preflight request gets no permission") {
  const HttpServer server{"127.0.0.1:0", hello()};
  const auto preflight = send_request(server.port(),
                                      "OPTIONS /hello HTTP/1.1\r\nHost: x\r\nOrigin: http://elsewhere\r\n"
                                      "Access-Control-Request-Method: POST\r\n\r\n");
  CHECK(preflight.status == 405);
  CHECK_THAT(preflight.head, !ContainsSubstring("Access-Control-Allow"));
}

TEST_CASE("an invalid request is rejected and does not affect the next one") {
  const HttpServer server{"127.0.0.1:0", hello()};
  for (const char* garbage :
       {"\x16\x03\x01\r\n\r\n", "hello\r\n\r\n", "GET\r\n\r\n", "GET /hello\r\n\r\n", "GET /hello HTTP/9\r\n\r\n",
        "BREW /hello HTTP/1.1\r\n\r\n", "GET hello HTTP/1.1\r\n\r\n"}) {
    CAPTURE(garbage);
    const auto response = send_request(server.port(), garbage);
    CHECK(response.status >= 400);
    CHECK(response.status < 600);
    CHECK(send_request(server.port(), "GET", "/hello").status == 200);
  }
}

TEST_CASE("headers above the limit are rejected") {
  const HttpServer server{"127.0.0.1:0", hello()};
  const auto with_header = [](std::size_t bytes) {
    return "GET /hello HTTP/1.1\r\nX-Long: " + std::string(bytes, 'x') + "\r\n\r\n";
  };
  CHECK(send_request(server.port(), with_header(4'000)).status == 200);
  CHECK(send_request(server.port(), with_header(9'000)).status == 431);
  CHECK(send_request(server.port(), "GET", "/hello").status == 200);
}

TEST_CASE("an incomplete request does not delay other clients") {
  const HttpServer server{"127.0.0.1:0", hello()};
  const Client half{server.port()};
  const Client silent{server.port()};
  half.send("GET /hello HT");
  CHECK(send_request(server.port(), "GET", "/hello").status == 200);
  CHECK(send_request(server.port(), "GET", "/hello").status == 200);
}

TEST_CASE("an idle server stops within 1 s") {
  auto server = std::make_unique<HttpServer>("127.0.0.1:0", hello());
  CHECK(send_request(server->port(), "GET", "/hello").status == 200);
  const auto begin = spate::monotonic_now();
  server.reset();
  CHECK(spate::monotonic_now() - begin < spate::kSecond);
}

TEST_CASE("an incomplete request delays the stop by less than 4 s") {
  auto server = std::make_unique<HttpServer>("127.0.0.1:0", hello());
  const Client half{server->port()};
  half.send("GET /hello HT");
  CHECK(send_request(server->port(), "GET", "/hello").status == 200);
  const auto begin = spate::monotonic_now();
  server.reset();
  CHECK(spate::monotonic_now() - begin < 4 * spate::kSecond);
}

TEST_CASE("three requests are handled at the same time") {
  std::latch all_started{3};
  const Routes routes{{"GET", "/wait", [&](const Request&) {
                         all_started.arrive_and_wait();
                         return text_response(200, "done");
                       }}};
  const HttpServer server{"127.0.0.1:0", routes};
  std::list<std::future<spate::test::Response>> responses;
  for (int client = 0; client < 3; ++client) {
    responses.push_back(std::async(std::launch::async, [&] { return send_request(server.port(), "GET", "/wait"); }));
  }
  for (auto& response : responses) CHECK(response.get().body == "done");
}

TEST_CASE("a response of 8 MB arrives complete") {
  const std::string large(8'000'000, 'x');
  const HttpServer server{"127.0.0.1:0",
                          {{"GET", "/large", [&](const Request&) { return text_response(200, large); }}}};
  CHECK(send_request(server.port(), "GET", "/large").body == large);
}

TEST_CASE("a port in use is rejected with the fix") {
  const HttpServer server{"127.0.0.1:0", hello()};
  try {
    const HttpServer another{server.address(), hello()};
    FAIL("two servers on one port");
  } catch (const spate::StartError& error) {
    CHECK_THAT(error.what(), ContainsSubstring(server.address() + " (Address already in use)"));
    CHECK_THAT(error.what(), ContainsSubstring("--metrics"));
  }
  CHECK(send_request(server.port(), "GET", "/hello").status == 200);
}

TEST_CASE("an address of another machine is rejected with the reason") {
  CHECK_THROWS_WITH(HttpServer("192.0.2.1:9464", hello()), ContainsSubstring("Cannot assign requested address"));
}

TEST_CASE("an IPv6 address is served") {
  const HttpServer server{"[::1]:0", hello()};
  CHECK(server.address() == "[::1]:" + std::to_string(server.port()));
  CHECK(server.port() != 0);
}

TEST_CASE("a stopped server frees its port") {
  std::string address;
  {
    const HttpServer server{"127.0.0.1:0", hello()};
    address = server.address();
  }
  const HttpServer second{address, hello()};
  CHECK(second.address() == address);
}
