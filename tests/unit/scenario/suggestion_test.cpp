#include "scenario/text/suggestion.hpp"

#include <array>

#include "catch.hpp"

namespace spate::scenario {

TEST_CASE("a typing error finds the nearest name") {
  constexpr std::array<std::string_view, 5> names = {"partitions", "partitioner", "rate", "record", "topic"};
  CHECK(nearest("partitons", names) == "partitions");
  CHECK(nearest("partitionner", names) == "partitioner");
  CHECK(nearest("Rate", names) == "rate");
  CHECK(nearest("rtae", names) == "rate");
  CHECK(nearest("tpic", names) == "topic");
  CHECK(nearest("records", names) == "record");
}

TEST_CASE("a text unlike any name has no suggestion") {
  constexpr std::array<std::string_view, 3> names = {"rate", "record", "topic"};
  CHECK(nearest("color", names).empty());
  CHECK(nearest("", names).empty());
  CHECK(nearest(std::string(100'000, 'r'), names).empty());
  CHECK(did_you_mean("color", names).empty());
  CHECK(did_you_mean("rat", names) == "; did you mean \"rate\"?");
}

}  // namespace spate::scenario
