#include "base/utf8.hpp"

#include <string>

#include "catch.hpp"

namespace spate {

TEST_CASE("characters of one to four bytes are well-formed") {
  CHECK_FALSE(first_invalid_utf8(""));
  CHECK_FALSE(first_invalid_utf8("plain"));
  CHECK_FALSE(first_invalid_utf8("é€😀"));
  CHECK_FALSE(first_invalid_utf8("\xF4\x8F\xBF\xBF"));  // U+10FFFF
}

TEST_CASE("the offset of the first malformed byte is returned") {
  CHECK(first_invalid_utf8("ab\xE9") == 2);            // Latin-1
  CHECK(first_invalid_utf8("\xC0\xAF") == 0);          // overlong
  CHECK(first_invalid_utf8("\xE0\x80\x80") == 0);      // overlong
  CHECK(first_invalid_utf8("\xED\xA0\x80") == 0);      // surrogate
  CHECK(first_invalid_utf8("\xF4\x90\x80\x80") == 0);  // above U+10FFFF
  CHECK(first_invalid_utf8("é\xE2\x82") == 2);         // cut off
  CHECK(first_invalid_utf8("\xFF\xFE") == 0);          // byte order mark of UTF-16
  CHECK(first_invalid_utf8("a\x80") == 1);             // a continuation byte without a start
}

TEST_CASE("every encoded code point is well-formed and has length 1") {
  for (unsigned point = 1; point <= 0x10FFFF; point += point < 0x3000 ? 1 : 97) {
    if (point >= 0xD800 && point <= 0xDFFF) continue;
    std::string text;
    const auto add = [&](unsigned byte) { text += static_cast<char>(byte); };
    if (point < 0x80) {
      add(point);
    } else if (point < 0x800) {
      add(0xC0 | point >> 6U), add(0x80 | (point & 0x3FU));
    } else if (point < 0x10000) {
      add(0xE0 | point >> 12U), add(0x80 | (point >> 6U & 0x3FU)), add(0x80 | (point & 0x3FU));
    } else {
      add(0xF0 | point >> 18U), add(0x80 | (point >> 12U & 0x3FU)), add(0x80 | (point >> 6U & 0x3FU)),
          add(0x80 | (point & 0x3FU));
    }
    REQUIRE_FALSE(first_invalid_utf8(text));
    REQUIRE(utf8_length(text) == 1);
    REQUIRE((text.size() == 1 || first_invalid_utf8(text.substr(0, text.size() - 1)) == 0));
  }
}

}  // namespace spate
