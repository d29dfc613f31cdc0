// Many slow or silent clients: the server responds to others, and stops.
#include <future>
#include <latch>
#include <list>
#include <memory>

#include "base/time.hpp"
#include "catch.hpp"
#include "http/client.hpp"
#include "http/http_server.hpp"

namespace {

using Catch::Matchers::StartsWith;
using spate::http::HttpServer;
using spate::http::Request;
using spate::http::Routes;
using spate::http::text_response;
using spate::test::Client;
using spate::test::send_request;

constexpr int kClients = 600;  // more than the 256 connections that the server keeps

Routes routes_with(std::string large) {
  return {{"GET", "/large", [large = std::move(large)](const Request&) { return text_response(200, large); }},
          {"GET", "/health", [](const Request&) { return text_response(200, "alive"); }, true}};
}

std::list<Client> clients_that_send(const HttpServer& server, std::string_view bytes) {
  std::list<Client> clients;
  for (int client = 0; client < kClients; ++client) clients.emplace_back(server.port()).send(bytes);
  return clients;
}

}  // namespace

TEST_CASE("clients with incomplete requests do not delay others") {
  const HttpServer server{"127.0.0.1:0", routes_with("x")};
  const auto* const bytes = GENERATE("", "GET /hea", "GET /large HTTP/1.1\r\nHost: a\r\nX", "\r\n\r\n",
                                     "POST /large HTTP/1.1\r\nContent-Length: 10\r\n\r\n{");
  CAPTURE(bytes);
  const auto clients = clients_that_send(server, bytes);
  const auto begin = spate::monotonic_now();
  CHECK(send_request(server.port(), "GET", "/health").status == 200);
  CHECK(send_request(server.port(), "GET", "/large").body == "x");
  CHECK(spate::monotonic_now() - begin < spate::kSecond);
}

TEST_CASE("clients that do not read do not delay others") {
  const HttpServer server{"127.0.0.1:0", routes_with(std::string(2'000'000, 'x'))};
  std::list<Client> clients;
  for (int client = 0; client < 40; ++client)
    clients.emplace_back(server.port()).send("GET /large HTTP/1.1\r\nHost: a\r\n\r\n");
  const auto begin = spate::monotonic_now();
  CHECK(send_request(server.port(), "GET", "/health").status == 200);
  CHECK(spate::monotonic_now() - begin < spate::kSecond);
  CHECK(send_request(server.port(), "GET", "/large").body.size() == 2'000'000);
}

TEST_CASE("an immediate route responds while every other thread is busy") {
  std::latch release{1};
  Routes routes = routes_with("x");
  routes.push_back({"GET", "/blocked", [&](const Request&) {
                      release.wait();
                      return text_response(200, "released");
                    }});
  const HttpServer server{"127.0.0.1:0", routes};
  std::list<std::future<spate::test::Response>> blocked;
  for (int client = 0; client < 20; ++client)
    blocked.push_back(std::async(std::launch::async, [&] { return send_request(server.port(), "GET", "/blocked"); }));
  CHECK(send_request(server.port(), "GET", "/health").body == "alive");
  CHECK(send_request(server.port(), "GET", "/unknown").status == 404);
  release.count_down();
  for (auto& response : blocked) CHECK(response.get().body == "released");
}

TEST_CASE("a client that still sends receives the rejection") {
  const HttpServer server{"127.0.0.1:0", routes_with("x")};
  const Client client{server.port()};
  client.send("POST /api/v1/reload HTTP/1.1\r\nContent-Length: 1000000\r\n\r\n" + std::string(1'000'000, 'x'));
  CHECK_THAT(client.receive(), StartsWith("HTTP/1.1 413 Content Too Large\r\n") && ContainsSubstring("{\"error\": "));
}

TEST_CASE("the server stops within 3 s with slow clients") {
  auto server = std::make_unique<HttpServer>("127.0.0.1:0", routes_with(std::string(8'000'000, 'x')));
  const auto half = clients_that_send(*server, "GET /hea");
  const Client reader{server->port()};
  reader.send("GET /large HTTP/1.1\r\n\r\n");
  CHECK(send_request(server->port(), "GET", "/health").status == 200);
  const auto begin = spate::monotonic_now();
  server.reset();
  CHECK(spate::monotonic_now() - begin < 3 * spate::kSecond);
}
