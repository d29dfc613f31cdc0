#include "daemon/rate_search.hpp"

#include "catch.hpp"
#include "scenario/model/rate.hpp"

using namespace spate;
using namespace spate::daemon;

namespace {

// A system that passes at every multiplier up to `ceiling`.
report::RateSearch search_below(report::Thousandths ceiling) {
  return search_rate([&](const report::Trial& trial) { return trial.multiplier <= ceiling; });
}

}  // namespace

TEST_CASE("rate search finds the highest passing rate within 5 % and confirms it") {
  for (const report::Thousandths ceiling :
       std::vector<report::Thousandths>{1000, 1001, 1049, 1999, 2000, 13370, 999, 500, 77, 40, 1000000000}) {
    CAPTURE(ceiling);
    const auto result = search_below(ceiling);
    REQUIRE(result.best);
    CHECK(*result.best <= ceiling);
    CHECK(*result.best * 100 >= ceiling * 94);
    CHECK(result.trials.back().confirmation);
    CHECK(result.trials.back().multiplier == *result.best);
    if (ceiling < kMaxMultiplier) CHECK(*result.lowest_failed > ceiling);
    CHECK(result.trials.size() <= 32);
  }
}

TEST_CASE("rate search starts at 1x, doubles while trials pass and halves while they fail") {
  const auto up = search_below(5'000).trials;
  CHECK(up[0].multiplier == 1'000);
  CHECK(up[1].multiplier == 2'000);
  CHECK(up[2].multiplier == 4'000);
  CHECK(up[3].multiplier == 8'000);
  CHECK(up[4].multiplier == 5'656);  // the geometric mean
  const auto down = search_below(300).trials;
  CHECK(down[1].multiplier == 500);
  CHECK(down[2].multiplier == 250);
}

TEST_CASE("rate search has no result if every trial fails") {
  const auto result = search_below(0);
  CHECK_FALSE(result.best);
  CHECK(result.trials.back().multiplier == kMinMultiplier);
}

TEST_CASE("rate search ends at its limit if every trial passes") {
  const auto result = search_below(~report::Thousandths{0});
  CHECK(*result.best == kMaxMultiplier);
  CHECK_FALSE(result.lowest_failed);
}

TEST_CASE("rate search lowers the result by 5 % if confirmation fails") {
  const auto result = search_rate(
      [](const report::Trial& trial) { return trial.multiplier <= (trial.confirmation ? 3'700U : 4'000U); });
  CHECK(*result.best == 3'610);
  CHECK(*result.lowest_failed == 3'800);
}

TEST_CASE("rate search has no result after five failed confirmations") {
  const auto result =
      search_rate([](const report::Trial& trial) { return trial.multiplier <= 4'000 && !trial.confirmation; });
  CHECK_FALSE(result.best);
  CHECK(result.trials.back().confirmation);
}

TEST_CASE("a trial without a result ends the search") {
  int trials = 0;
  const auto result =
      search_rate([&](const report::Trial&) { return ++trials < 3 ? std::optional{true} : std::nullopt; });
  CHECK_FALSE(result.best);
  CHECK(result.trials.size() == 2);
}

TEST_CASE("a multiplied rate is exact") {
  const auto times = [](std::uint64_t amount, Duration per, report::Thousandths multiple) {
    return *scenario::constant_rate(*scenario::multiplied(
        scenario::constant({.unit = scenario::Rate::Unit::records, .amount = amount, .per = per}), {multiple, 1000}));
  };
  const auto rate = times(500, kSecond, 1'250);
  CHECK(rate.amount * kSecond == 625 * rate.per);
  CHECK(times(1, 10 * kMinute, 1).amount == 1);
  CHECK(times(1, 10 * kMinute, 1).per == 10'000 * kMinute);
}

TEST_CASE("a multiplier is formatted as a number") {
  CHECK(report::multiplier_text(1'000) == "1");
  CHECK(report::multiplier_text(26'500) == "26.5");
  CHECK(report::multiplier_text(125) == "0.125");
}
