#include "report/figures.hpp"

#include <limits>

#include "catch.hpp"
#include "report/text_table.hpp"

using namespace spate;
using namespace spate::report;

TEST_CASE("large numbers are grouped by thousands") {
  CHECK(grouped(0) == "0");
  CHECK(grouped(999) == "999");
  CHECK(grouped(1000) == "1,000");
  CHECK(grouped(1234567) == "1,234,567");
  CHECK(grouped(std::numeric_limits<std::uint64_t>::max()) == "18,446,744,073,709,551,615");
}

TEST_CASE("the precision of a rate depends on its size") {
  CHECK(rate_text(0.2) == "0.20");
  CHECK(rate_text(499.94) == "499.9");
  CHECK(rate_text(12345.4) == "12,345");
  CHECK(rate_text(std::numeric_limits<double>::infinity()) == "max");
}

TEST_CASE("the unit of a latency depends on its size") {
  CHECK(latency_text(0) == "0");
  CHECK(latency_text(850e-6) == "850 us");
  CHECK(latency_text(1.23e-3) == "1.2 ms");
  CHECK(latency_text(3.44) == "3.4 s");
}

TEST_CASE("sizes have binary units") {
  CHECK(size_text(512) == "512 B");
  CHECK(size_text(1536) == "1.5 KiB");
  CHECK(size_text(3ULL << 40U) == "3.0 TiB");
}

TEST_CASE("the display width counts characters, not bytes") { CHECK(display_width("événement") == 9); }

TEST_CASE("a table aligns names to the left and numbers to the right") {
  CHECK(text_table({{"stream", "n"}, {"été", "1,000"}, {"x", "2"}}) ==
        "stream      n\n"
        "été     1,000\n"
        "x           2\n");
  CHECK(text_table({}).empty());
}

TEST_CASE("printable text is unchanged, other bytes are hexadecimal") {
  CHECK(printable("caf\u00e9-1") == "caf\u00e9-1");
  CHECK(printable(std::string_view{"a\0\x1b[", 4}) == "a\\x00\\x1B[");
  CHECK(printable("\xff\x01") == "\\xFF\\x01");
}
