#include "base/printable.hpp"

#include "base/error.hpp"
#include "base/utf8.hpp"
#include "catch.hpp"

namespace spate {

TEST_CASE("a printable line is unchanged") {
  for (const auto* text : {"", "plain", "  Zürich, 東京, 😀"}) CHECK(printable_line(text) == text);
}

TEST_CASE("adjacent malformed bytes become one replacement character") {
  CHECK(printable_line("Z\xFCrich") == "Z�rich");
  CHECK(printable_line("cut \xE6\x9D") == "cut �");  // inside a character
  CHECK(printable_line("\xFF\xFE\xFD!") == "�!");
  CHECK(printable_line("\xC0\xAF") == "�");
  CHECK(printable_line("a\xEF\xBF\xBF") == "a�");
}

TEST_CASE("line breaks and control characters become spaces, trailing line breaks are removed") {
  CHECK(printable_line("one\ntwo\r\n") == "one two");
  CHECK(printable_line("\x1b[31mred\x1b[0m\t\x7f") == " [31mred [0m  ");
  CHECK(printable_line(std::string_view{"a\0b", 3}) == "a b");
  CHECK(printable_line("a\xC2\x85"
                       "b\xE2\x80\xA8"
                       "c") == "a b c");
}

TEST_CASE("a printable line of cut text is valid UTF-8 and a second pass does not change it") {
  const std::string text = "\x01\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80\n\xED\xA0\x80\xF5z";
  for (std::size_t from = 0; from < text.size(); ++from) {
    for (std::size_t size = 0; from + size <= text.size(); ++size) {
      const auto line = printable_line(std::string_view{text}.substr(from, size));
      CHECK_FALSE(first_invalid_utf8(line));
      CHECK(printable_line(line) == line);
    }
  }
}

TEST_CASE("the text of a start error is a printable line") {
  CHECK(std::string{StartError{"kafka: \xFC\nno"}.what()} == "kafka: � no");
  CHECK(std::string{StateError{"state \xFC"}.what()} == "state �");
}

}  // namespace spate
