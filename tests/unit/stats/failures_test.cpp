#include "stats/failures.hpp"

#include <limits>
#include <numeric>
#include <set>

#include "catch.hpp"

using namespace spate;
using namespace spate::stats;

TEST_CASE("the label of an error is its name or other") {
  CHECK(error_label(-192) == "_MSG_TIMED_OUT");
  CHECK(error_label(10) == "MSG_SIZE_TOO_LARGE");
  CHECK(error_label(0) == "other");
  CHECK(error_label(-199) == "other");
  CHECK(error_label(100'000) == "other");
}

TEST_CASE("there are at most 16 unique error labels besides other") {
  std::set<std::string_view> names;
  std::set<ErrorCode> codes;
  for (const auto& [code, name] : kNamedErrors) {
    CHECK(names.insert(name).second);
    CHECK(codes.insert(code).second);
    CHECK(error_label(code) == name);
  }
  CHECK(names.size() <= 16);
  CHECK(names.count(kOtherError) == 0);
}

TEST_CASE("failures are counted by code in ascending order") {
  FailureCounts failures;
  CHECK(failures.read().empty());
  failures.count(-192, 3);
  failures.count(7, 2);
  failures.count(-192, 1);
  CHECK(failures.read() == std::vector<std::pair<ErrorCode, std::uint64_t>>{{-192, 4}, {7, 2}});
}

TEST_CASE("failures with codes outside the table are counted") {
  FailureCounts failures;
  for (const ErrorCode code : {std::numeric_limits<int>::min(), -201, -200, -1, 0, 1, 198, 199, 200, 100'000,
                               std::numeric_limits<int>::max()}) {
    failures.count(code, 1);
  }
  std::uint64_t total = 0;
  for (const auto& [code, records] : failures.read()) total += records;
  CHECK(total == 11);
}

TEST_CASE("failures by label add up to all failures with other last") {
  FailureCounts failures;
  for (ErrorCode code = -200; code < 200; ++code) failures.count(code, 2);
  FailuresByLabel by_label{};
  failures.add_to(by_label);
  for (std::size_t label = 0; label < kNamedErrors.size(); ++label) CHECK(by_label[label] == 2);
  CHECK(by_label.back() == 2 * (400 - kNamedErrors.size()));
  failures.add_to(by_label);
  CHECK(std::accumulate(by_label.begin(), by_label.end(), std::uint64_t{0}) == 1600);
}
