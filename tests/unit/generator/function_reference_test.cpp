// The catalog of functions, and the reference page.
#include "generator/function_reference.hpp"

#include <cstdlib>
#include <ctime>
#include <fstream>
#include <iterator>
#include <set>

#include "catch.hpp"

namespace spate::generator {

TEST_CASE("every function has help and a valid example") {
  std::set<std::string_view> names;
  for (const auto& function : all_functions()) {
    CAPTURE(function.name);
    CHECK(names.insert(function.name).second);
    CHECK_FALSE(function.help.empty());
    CHECK(function.example.find(function.name) != std::string_view::npos);
    CHECK(example_output(function).find("example:") == std::string::npos);  // prefix of an error
    for (const auto& parameter : function.parameters) CHECK_FALSE(parameter.help.empty());
  }
  CHECK(names.size() >= 60);
}

TEST_CASE("docs/reference/functions.md matches the functions and presets") {
  ::setenv("TZ", "UTC", 1);
  ::tzset();
  std::ifstream file{SOURCE_ROOT "/docs/reference/functions.md"};
  const std::string page{std::istreambuf_iterator<char>{file}, {}};
  REQUIRE(page.size() > 5000);
  CHECK(with_generator_reference(page) == page);  // if not, run meson compile generators-page
}

}  // namespace spate::generator
