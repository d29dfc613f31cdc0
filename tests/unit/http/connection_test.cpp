#include "http/connection.hpp"

#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <string>
#include <string_view>

#include "catch.hpp"

namespace {

using Catch::Matchers::StartsWith;
using spate::Descriptor;
using spate::kSecond;
using spate::MonotonicTime;
using spate::http::Connection;
using State = Connection::State;

// A connection and the client at its other end.
class ConnectionPair {
 public:
  ConnectionPair() : ConnectionPair{sockets()} {}

  void send(std::string_view bytes) {
    CHECK(::send(client_.number(), bytes.data(), bytes.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(bytes.size()));
    connection.advance(MonotonicTime{});
  }
  void end_input() {
    ::shutdown(client_.number(), SHUT_WR);
    connection.advance(MonotonicTime{});
  }
  [[nodiscard]] std::string received() const {
    std::string all;
    std::array<char, 65536> bytes{};
    for (ssize_t size = 0; (size = ::recv(client_.number(), bytes.data(), bytes.size(), MSG_DONTWAIT)) > 0;)
      all.append(bytes.data(), static_cast<std::size_t>(size));
    return all;
  }

 private:
  static std::array<int, 2> sockets() {
    std::array<int, 2> pair{};
    REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, pair.data()) == 0);
    return pair;
  }
  explicit ConnectionPair(const std::array<int, 2>& pair) : client_{pair[0]}, connection{Descriptor{pair[1]}, {}} {}

  Descriptor client_;

 public:
  Connection connection;
};

}  // namespace

TEST_CASE("a request that is not complete in time gets 408") {
  ConnectionPair pair;
  CHECK(pair.connection.deadline() == MonotonicTime{5 * kSecond});
  const auto [bytes, type] = GENERATE(table<std::string, std::string>({
      {"GET /api/v1/stre", "application/json"},
      {"POST /api/v1/streams/a/rate HTTP/1.1\r\nContent-Length: 9\r\n\r\n{", "application/json"},
      {"GET /metr", "text/plain"},
      {"GE", "text/plain"},
  }));
  pair.send(bytes);
  CHECK(pair.connection.state() == State::reading);
  CHECK(pair.connection.deadline() == MonotonicTime{5 * kSecond});  // received bytes do not extend the deadline
  pair.connection.expire(MonotonicTime{5 * kSecond});
  const auto response = pair.received();
  CHECK_THAT(response, StartsWith("HTTP/1.1 408 Request Timeout\r\n"));
  CHECK_THAT(response, ContainsSubstring("Content-Type: " + type));
}

TEST_CASE("a client that sends nothing is closed without a response") {
  ConnectionPair silent;
  silent.connection.expire(MonotonicTime{5 * kSecond});
  CHECK(silent.connection.state() == State::closed);
  CHECK(silent.received().empty());
  ConnectionPair ended;
  ended.end_input();
  CHECK(ended.connection.state() == State::closed);
}

TEST_CASE("a request that ends early is rejected") {
  ConnectionPair pair;
  pair.send("GET /api/v1/streams HTTP/1.1\r\n");
  pair.end_input();
  CHECK_THAT(pair.received(), StartsWith("HTTP/1.1 400 Bad Request\r\n"));
}

TEST_CASE("a complete request gets a response, HEAD without a body") {
  for (const std::string method : {"GET", "HEAD"}) {
    CAPTURE(method);
    ConnectionPair pair;
    pair.send(method + " /a HTTP/1.1\r\n\r\n");
    REQUIRE(pair.connection.state() == State::complete);
    CHECK(pair.connection.request().path == "/a");
    pair.connection.start_answering({});
    CHECK(pair.connection.events() == 0);
    pair.connection.set_response(spate::http::text_response(200, "body\n"));
    pair.connection.send_response({});
    CHECK(pair.connection.state() == State::closed);
    const auto response = pair.received();
    CHECK_THAT(response, ContainsSubstring("Content-Length: 5\r\n"));
    CHECK((response.substr(response.find("\r\n\r\n") + 4) == "body\n") == (method == "GET"));
  }
}

TEST_CASE("a client that does not read is closed after 10 s") {
  ConnectionPair pair;
  pair.send("GET /a HTTP/1.1\r\n\r\n");
  pair.connection.set_response(spate::http::text_response(200, std::string(4'000'000, 'x')));
  pair.connection.send_response(MonotonicTime{kSecond});
  CHECK(pair.connection.state() == State::writing);
  CHECK(pair.connection.events() == POLLOUT);
  CHECK(pair.connection.unsent() > 0);
  CHECK(pair.connection.deadline() == MonotonicTime{11 * kSecond});
  pair.connection.expire(MonotonicTime{11 * kSecond});
  CHECK(pair.connection.state() == State::closed);
  CHECK(pair.connection.unsent() == 0);
}

TEST_CASE("after a rejection the rest of the request is read for 1 s") {
  ConnectionPair pair;
  pair.send("POST /api/v1/reload HTTP/1.1\r\nContent-Length: 1000000\r\n\r\n");
  CHECK(pair.connection.state() == State::draining);
  CHECK(pair.connection.deadline() == MonotonicTime{kSecond});
  pair.send("more");
  CHECK(pair.connection.state() == State::draining);
  CHECK_THAT(pair.received(), StartsWith("HTTP/1.1 413 Content Too Large\r\n"));
  pair.end_input();
  CHECK(pair.connection.state() == State::closed);
}

TEST_CASE("a client that expects 100 Continue gets it once") {
  ConnectionPair pair;
  pair.send("POST /a HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
  CHECK(pair.received() == "HTTP/1.1 100 Continue\r\n\r\n");
  pair.send("{");
  CHECK(pair.received().empty());
  pair.send("}");
  CHECK(pair.connection.state() == State::complete);
  CHECK(pair.connection.request().body == "{}");
}

TEST_CASE("a client that sends only empty lines is rejected") {
  ConnectionPair pair;
  for (int part = 0; part < 20 && pair.connection.state() == State::reading; ++part) pair.send(std::string(1000, '\n'));
  CHECK_THAT(pair.received(), StartsWith("HTTP/1.1 431 "));
}
