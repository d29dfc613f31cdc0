#include "http/request_parser.hpp"

#include <string>

#include "catch.hpp"

using spate::http::parse_request;
using State = spate::http::ParsedRequest::State;

namespace {

// Returns 0 for a complete request, -1 for an incomplete one, or the status of the rejection.
int status_of(std::string_view bytes, bool ended = false) {
  const auto parsed = parse_request(bytes, ended);
  if (parsed.state == State::incomplete) return -1;
  return parsed.state == State::complete ? 0 : parsed.status;
}

std::string with_header(const std::string& line) { return "GET / HTTP/1.1\r\n" + line + "\r\n\r\n"; }

}  // namespace

TEST_CASE("a request has method, path, query, headers and body") {
  const std::string text =
      "POST /api/x?y=1?2 HTTP/1.1\r\nhost: a:1\r\nORIGIN: http://a:1\r\nAuthorization: Bearer t \r\n"
      "Content-Type:application/json\r\nContent-Length: 2\r\nX-Other: 1\r\nX-Other: 2\r\n\r\n{}more";
  const auto parsed = parse_request(text, false);
  REQUIRE(parsed.state == State::complete);
  CHECK(parsed.request.method == "POST");
  CHECK(parsed.request.path == "/api/x");
  CHECK(parsed.request.query == "y=1?2");
  CHECK(parsed.request.host == "a:1");
  CHECK(parsed.request.origin == "http://a:1");
  CHECK(parsed.request.authorization == "Bearer t");
  CHECK(parsed.request.content_type == "application/json");
  CHECK(parsed.request.body == "{}");
}

TEST_CASE("every proper prefix of a request is incomplete") {
  const std::string text = "POST /a HTTP/1.1\r\nHost: b\r\nContent-Length: 3\r\n\r\nxyz";
  for (std::size_t size = 0; size < text.size(); ++size) {
    CAPTURE(size);
    CHECK(status_of(text.substr(0, size)) == -1);
    CHECK(status_of(text.substr(0, size), true) == 400);
  }
  CHECK(status_of(text) == 0);
}

TEST_CASE("line feeds without CR, leading empty lines and HTTP/1.0 are accepted") {
  CHECK(status_of("GET / HTTP/1.0\n\n") == 0);
  CHECK(status_of("\r\n\nGET / HTTP/1.1\r\nHost: a\n\r\n") == 0);
  CHECK(status_of("GET / HTTP/1.1\r\nEmpty:\r\n\r\n") == 0);
  CHECK(status_of("POST / HTTP/1.1\r\n\r\n") == 0);  // as curl -X POST sends it
}

TEST_CASE("an invalid request is rejected with the matching status") {
  const auto [bytes, status] = GENERATE(table<std::string, int>({
      {"\x16\x03\x01\r\n\r\n", 400},
      {"GET\r\n\r\n", 400},
      {"GET /\r\n\r\n", 400},
      {"GET  HTTP/1.1\r\n\r\n", 400},
      {"G\tT / HTTP/1.1\r\n\r\n", 400},
      {"GET a HTTP/1.1\r\n\r\n", 400},
      {"GET http://evil.example/metrics HTTP/1.1\r\n\r\n", 400},
      {"GET /a b HTTP/1.1\r\n\r\n", 400},
      {"GET /\xc3\xa9 HTTP/1.1\r\n\r\n", 400},
      {"GET / HTTQ/1.1\r\n\r\n", 400},
      {"GET / HTTP/2.0\r\n\r\n", 505},
      {"GET / HTTP/1.15\r\n\r\n", 505},
      {with_header("no colon"), 400},
      {with_header(" folded: 1"), 400},
      {with_header("Name : 1"), 400},
      {with_header(": 1"), 400},
      {with_header(std::string{"A: 1\0002", 6}), 400},
      {with_header("A: 1\r2"), 400},
      {with_header("Host: a\r\nHost: a"), 400},
      {with_header("Authorization:\r\nauthorization: x"), 400},
      {with_header("Content-Length: -1"), 400},
      {with_header("Content-Length: +1"), 400},
      {with_header("Content-Length: 1x"), 400},
      {with_header("Content-Length:"), 400},
      {with_header("Content-Length: 1\r\nContent-Length: 2"), 400},
      {with_header("Content-Length: 4097"), 413},
      {with_header("Content-Length: 99999999999999999999"), 413},
      {with_header("Transfer-Encoding: chunked"), 411},
      {with_header("Content-Length: 0\r\nTransfer-Encoding: chunked"), 411},
      {"GET /" + std::string(9'000, 'a'), 414},
      {with_header("A: " + std::string(9'000, 'a')), 431},
      {"GET / HTTP/1.1\r\nA: " + std::string(9'000, 'a'), 431},
  }));
  CAPTURE(bytes.substr(0, 80));
  CHECK(status_of(bytes) == status);
}

TEST_CASE("more than 64 headers are rejected") {
  std::string headers;
  for (int header = 0; header < 64; ++header) headers += "A: b\r\n";
  CHECK(status_of("GET / HTTP/1.1\r\n" + headers + "\r\n") == 0);
  CHECK(status_of("GET / HTTP/1.1\r\n" + headers + "A: b\r\n\r\n") == 431);
}

TEST_CASE("100 Continue is expected only before the body arrives") {
  const std::string head = "POST / HTTP/1.1\r\nExpect: 100-Continue\r\nContent-Length: 2\r\n\r\n";
  CHECK(parse_request(head, false).expects_continue);
  CHECK_FALSE(parse_request(head + "{", false).expects_continue);
  CHECK_FALSE(parse_request(head.substr(0, head.size() - 1), false).expects_continue);
}

TEST_CASE("the path is known before the request is complete") {
  CHECK(spate::http::path_so_far("GET /api/v1/str") == "/api/v1/str");
  CHECK(spate::http::path_so_far("\r\nPOST /api/v1/a?b HTTP/1.1\r\nHost") == "/api/v1/a");
  CHECK(spate::http::path_so_far("POST /a\r\nX: y z").compare("/a") == 0);
  for (const char* incomplete : {"", "GET", "GET\r\nHost: x", "\n\n"})
    CHECK(spate::http::path_so_far(incomplete).empty());
  CHECK(spate::http::is_head("HEAD / HTTP/1.1"));
  CHECK_FALSE(spate::http::is_head("HEADS / HTTP/1.1"));
}
