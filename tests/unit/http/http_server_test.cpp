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
using spate::test::ask;
using spate::test::Client;

Routes hello() {
  return {{"GET", "/hello",
           [](const Request& request) { return text_response(200, "hello " + std::string{request.query}); }}};
}

}  // namespace

TEST_CASE("port 0 is a free one of the kernel's, and the server says which") {
  const HttpServer server{"127.0.0.1:0", hello()};
  CHECK(server.port() != 0);
  CHECK(server.address() == "127.0.0.1:" + std::to_string(server.port()));
  CHECK(ask(server.port(), "GET", "/hello?you").body == "hello you");
}

TEST_CASE("HEAD is GET without the body") {
  const HttpServer server{"127.0.0.1:0", hello()};
  const auto got = ask(server.port(), "GET", "/hello");
  const auto headed = ask(server.port(), "HEAD", "/hello");
  CHECK(got.body == "hello ");
  CHECK(headed.body.empty());
  CHECK(headed.head == got.head);
  CHECK_THAT(headed.head, ContainsSubstring("Content-Length: 6\r\n"));
}

TEST_CASE("unknown paths and methods, and ways around a path, end in the table of routes") {
  const HttpServer server{"127.0.0.1:0", hello()};
  CHECK(ask(server.port(), "GET", "/").status == 404);
  CHECK(ask(server.port(), "GET", "/etc/passwd").status == 404);
  CHECK(ask(server.port(), "GET", "/../../etc/passwd").status == 404);
  CHECK(ask(server.port(), "GET", "/hello/").status == 404);
  CHECK(ask(server.port(), "GET", "/x/%2e%2e/hello").status == 404);  // nothing is decoded
  for (const char* method : {"POST", "PUT", "DELETE", "OPTIONS", "PROPFIND"}) {
    CAPTURE(method);
    const auto refused = ask(server.port(), method, "/hello");
    CHECK(refused.status == 405);
    CHECK_THAT(refused.head, ContainsSubstring("Allow: GET, HEAD\r\n"));
  }
}

TEST_CASE("a browser of another site gets no permission") {
  const HttpServer server{"127.0.0.1:0", hello()};
  const auto preflight = ask(server.port(),
                             "OPTIONS /hello HTTP/1.1\r\nHost: x\r\nOrigin: http://elsewhere\r\n"
                             "Access-Control-Request-Method: POST\r\n\r\n");
  CHECK(preflight.status == 405);
  CHECK_THAT(preflight.head, !ContainsSubstring("Access-Control-Allow"));
}

TEST_CASE("garbage is a bad request and does not hurt the next one") {
  const HttpServer server{"127.0.0.1:0", hello()};
  for (const char* garbage :
       {"\x16\x03\x01\r\n\r\n", "hello\r\n\r\n", "GET\r\n\r\n", "GET /hello\r\n\r\n", "GET /hello HTTP/9\r\n\r\n",
        "BREW /hello HTTP/1.1\r\n\r\n", "GET hello HTTP/1.1\r\n\r\n"}) {
    CAPTURE(garbage);
    const auto answer = ask(server.port(), garbage);
    CHECK(answer.status >= 400);
    CHECK(answer.status < 600);
    CHECK(ask(server.port(), "GET", "/hello").status == 200);
  }
}

TEST_CASE("headers above the limit are refused") {
  const HttpServer server{"127.0.0.1:0", hello()};
  const auto with_header = [](std::size_t bytes) {
    return "GET /hello HTTP/1.1\r\nX-Long: " + std::string(bytes, 'x') + "\r\n\r\n";
  };
  CHECK(ask(server.port(), with_header(4'000)).status == 200);
  CHECK(ask(server.port(), with_header(9'000)).status == 431);
  CHECK(ask(server.port(), "GET", "/hello").status == 200);
}

TEST_CASE("a client that sends half a request keeps nobody else waiting") {
  const HttpServer server{"127.0.0.1:0", hello()};
  const Client half{server.port()};
  const Client silent{server.port()};
  half.send("GET /hello HT");
  CHECK(ask(server.port(), "GET", "/hello").status == 200);
  CHECK(ask(server.port(), "GET", "/hello").status == 200);
}

TEST_CASE("an idle server stops at once") {
  auto server = std::make_unique<HttpServer>("127.0.0.1:0", hello());
  CHECK(ask(server->port(), "GET", "/hello").status == 200);
  const auto begin = spate::monotonic_now();
  server.reset();
  CHECK(spate::monotonic_now() - begin < spate::kSecond);
}

TEST_CASE("a client that sends half a request does not hold up the stop for long") {
  auto server = std::make_unique<HttpServer>("127.0.0.1:0", hello());
  const Client half{server->port()};
  half.send("GET /hello HT");
  CHECK(ask(server->port(), "GET", "/hello").status == 200);
  const auto begin = spate::monotonic_now();
  server.reset();
  CHECK(spate::monotonic_now() - begin < 4 * spate::kSecond);
}

TEST_CASE("several requests are answered at once") {
  std::latch all_there{3};
  const Routes routes{{"GET", "/together", [&](const Request&) {
                         all_there.arrive_and_wait();
                         return text_response(200, "met");
                       }}};
  const HttpServer server{"127.0.0.1:0", routes};
  std::list<std::future<spate::test::Answer>> answers;
  for (int client = 0; client < 3; ++client) {
    answers.push_back(std::async(std::launch::async, [&] { return ask(server.port(), "GET", "/together"); }));
  }
  for (auto& answer : answers) CHECK(answer.get().body == "met");
}

TEST_CASE("a large answer arrives whole") {
  const std::string large(8'000'000, 'x');
  const HttpServer server{"127.0.0.1:0",
                          {{"GET", "/large", [&](const Request&) { return text_response(200, large); }}}};
  CHECK(ask(server.port(), "GET", "/large").body == large);
}

TEST_CASE("a port in use is refused before anything else, with what to do") {
  const HttpServer server{"127.0.0.1:0", hello()};
  try {
    const HttpServer another{server.address(), hello()};
    FAIL("two servers on one port");
  } catch (const spate::StartError& error) {
    CHECK_THAT(error.what(), ContainsSubstring(server.address() + " (Address already in use)"));
    CHECK_THAT(error.what(), ContainsSubstring("--metrics"));
  }
  CHECK(ask(server.port(), "GET", "/hello").status == 200);
}

TEST_CASE("an address that is not this machine's is refused with the reason") {
  CHECK_THROWS_WITH(HttpServer("192.0.2.1:9464", hello()), ContainsSubstring("Cannot assign requested address"));
}

TEST_CASE("an IPv6 address is served") {
  const HttpServer server{"[::1]:0", hello()};
  CHECK(server.address() == "[::1]:" + std::to_string(server.port()));
  CHECK(server.port() != 0);
}

TEST_CASE("a stopped server has freed its port") {
  std::string address;
  {
    const HttpServer server{"127.0.0.1:0", hello()};
    address = server.address();
  }
  const HttpServer again{address, hello()};
  CHECK(again.address() == address);
}
