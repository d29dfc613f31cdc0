#include "base/host_port.hpp"

#include <string>

#include "catch.hpp"

namespace spate {

TEST_CASE("HOST:PORT is split at the last colon outside brackets") {
  const auto [text, host, port] = GENERATE(table<std::string, std::string, std::string>({
      {"127.0.0.1:9464", "127.0.0.1", "9464"},
      {"localhost:", "localhost", ""},
      {":9464", "", "9464"},
      {":", "", ""},
      {"[::1]:9464", "[::1]", "9464"},
      {"[fe80::1%eth0]:1", "[fe80::1%eth0]", "1"},
      {"::1:9464", "::1", "9464"},
      {"a:b:c", "a:b", "c"},
      {"[:9464", "[", "9464"},
  }));
  CAPTURE(text);
  const auto parts = split_host_port(text);
  CHECK(parts.host == host);
  REQUIRE(parts.port);
  CHECK(*parts.port == port);
}

TEST_CASE("a host without a colon has no port") {
  const auto* const text = GENERATE("", "localhost", "10.0.0.1", "9464", "[::1]", "[]", "[::1]x");
  const auto parts = split_host_port(text);
  CHECK(parts.host == text);
  CHECK_FALSE(parts.port);
}

TEST_CASE("a port is an integer between 0 and 65535") {
  CHECK(parse_port("0") == 0);
  CHECK(parse_port("9464") == 9464);
  CHECK(parse_port("65535") == 65535);
  const auto* const invalid =
      GENERATE("", " ", "65536", "-1", "+1", "94s", "0x10", " 1", "1 ", "http", "99999999999999999999");
  CAPTURE(invalid);
  CHECK_FALSE(parse_port(invalid));
}

}  // namespace spate
