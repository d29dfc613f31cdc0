#include "http/address.hpp"

#include "base/error.hpp"
#include "catch.hpp"

using spate::http::parse_address;

TEST_CASE("an address is HOST:PORT and prints as it was written") {
  for (const char* text : {"127.0.0.1:9464", "0.0.0.0:80", "127.0.0.1:0", "[::1]:9464", "[::]:65535"}) {
    CHECK(parse_address(text).text() == text);
  }
  CHECK(parse_address("[::1]:9464").host == "::1");
  CHECK(parse_address("10.1.2.3:9464").port == 9464);
}

TEST_CASE("a host name resolves to its IPv4 address") {
  CHECK(parse_address("localhost:9464").text() == "127.0.0.1:9464");
}

TEST_CASE("an invalid address is rejected with an example") {
  const auto [text, reason] = GENERATE(table<std::string, std::string>({
      {"9464", "the port is missing"},
      {"", "the port is missing"},
      {":9464", "the host is missing"},
      {"127.0.0.1:", "the port must be a number from 0 to 65535"},
      {"127.0.0.1:http", "the port must be a number from 0 to 65535"},
      {"127.0.0.1:65536", "the port must be a number from 0 to 65535"},
      {"127.0.0.1:-1", "the port must be a number from 0 to 65535"},
      {"127.0.0.1:94s", "the port must be a number from 0 to 65535"},
      {"::1:9464", "an IPv6 address needs brackets"},
      {"[::zz]:9464", "[::zz] is not an IPv6 address"},
      {"[:9464", "has no IPv4 address"},
  }));
  CAPTURE(text);
  try {
    static_cast<void>(parse_address(text));
    FAIL("accepted");
  } catch (const spate::StartError& error) {
    CHECK_THAT(error.what(), ContainsSubstring(reason));
    CHECK_THAT(error.what(), ContainsSubstring("127.0.0.1:9464"));
  }
}
