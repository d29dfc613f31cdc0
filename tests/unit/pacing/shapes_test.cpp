// Each shape: the number of due records against its integral, and that N and T agree.
#include <cmath>
#include <functional>
#include <numbers>
#include <string>

#include "catch.hpp"
#include "instants.hpp"
#include "pacing/schedule.hpp"

using namespace spate;
using namespace spate::pacing;

namespace {

scenario::Rate per_second(std::uint64_t amount) {
  return {.unit = scenario::Rate::Unit::records, .amount = amount, .per = kSecond};
}

struct Row {
  std::string name;
  scenario::Stage stage;
  Duration length;
  std::uint64_t total;                 // of the whole stage
  std::function<double(double)> rate;  // at a second
};

std::vector<Row> rows() {
  constexpr double full_circle = 2 * std::numbers::pi;
  const auto ease = [](double x) { return x * x * (3 - 2 * x); };
  return {
      {"hold", scenario::Hold{per_second(7), 10 * kSecond}, 10 * kSecond, 70, [](double) { return 7.0; }},
      {"ramp", scenario::Ramp{per_second(0), per_second(2000), 60 * kSecond, scenario::Curve::linear}, 60 * kSecond,
       60'000, [](double t) { return 2000 * t / 60; }},
      {"ramp down", scenario::Ramp{per_second(900), per_second(0), 20 * kSecond, scenario::Curve::linear}, 20 * kSecond,
       9'000, [](double t) { return 900 - 45 * t; }},
      {"ease", scenario::Ramp{per_second(0), per_second(1000), 30 * kSecond, scenario::Curve::ease}, 30 * kSecond,
       15'000, [=](double t) { return 1000 * ease(t / 30); }},
      {"exponential", scenario::Ramp{per_second(10), per_second(1000), 10 * kSecond, scenario::Curve::exponential},
       10 * kSecond, 2'150, [](double t) { return 10 * std::pow(100, t / 10); }},
      {"steps", scenario::Steps{{per_second(100), per_second(0), per_second(400)}, 2 * kSecond}, 6 * kSecond, 1'000,
       [](double t) { return t < 2   ? 100.0
                             : t < 4 ? 0.0
                                     : 400.0; }},
      {"sine", scenario::Sine{per_second(500), per_second(500), 8 * kSecond, {}, 16 * kSecond}, 16 * kSecond, 8'000,
       [=](double t) { return 500 + 500 * std::sin(full_circle * t / 8); }},
      {"burst", scenario::Burst{per_second(10), per_second(1000), kSecond, 5 * kSecond, 20 * kSecond}, 20 * kSecond,
       4'160, [](double t) { return std::fmod(t, 5) < 1 ? 1000.0 : 10.0; }},
  };
}

Schedule make_schedule(const Row& row, std::uint64_t repeat = 1) {
  return Schedule{scenario::RateProfile{.stages = {row.stage}, .repeat = repeat, .windows = {}, .scale = {}}};
}

}  // namespace

TEST_CASE("each shape contains as many records as its area, once and repeated") {
  for (const Row& row : rows()) {
    INFO(row.name);
    const auto schedule = make_schedule(row);
    CHECK(schedule.total() == row.total);
    CHECK(schedule.end() == kStart + row.length);
    CHECK(schedule.due_by(kStart + row.length) == row.total);
    CHECK(schedule.intended(row.total) == kNever);
  }
}

TEST_CASE("each shape follows its integral within one record") {
  for (const Row& row : rows()) {
    const auto schedule = make_schedule(row);
    constexpr double step = 1e-4;
    double area = 0;
    for (double t = 0; t < to_seconds(row.length) - step; t += step) {
      area += step * row.rate(t + step / 2);
      const auto due = static_cast<double>(schedule.due_by(kStart + nanos((t + step) * 1e9)));
      INFO(row.name << " at " << t);
      REQUIRE(std::abs(due - area) <= 1.1);
    }
  }
}

TEST_CASE("N and T of each shape agree and T never decreases, also after a million repetitions") {
  for (const Row& row : rows()) {
    const auto schedule = make_schedule(row, scenario::kRepeatForever);
    for (const auto repetitions : {std::uint64_t{0}, std::uint64_t{100'000'000}}) {
      StreamTime before{};
      for (auto n = repetitions * row.total; n < repetitions * row.total + 2 * row.total; ++n) {
        INFO(row.name << ", record " << n);
        const StreamTime at = schedule.intended(n);
        REQUIRE(at >= before);
        REQUIRE(schedule.due_by(at) > n);
        REQUIRE(schedule.due_by(at - kTick) <= n);
        before = at;
      }
    }
    // Exact totals do not drift. The exponential total is irrational.
    if (row.name == "exponential") continue;
    constexpr Duration::rep repetitions = 100'000'000;
    CHECK(schedule.due_by(kStart + row.length * repetitions - kTick) == repetitions * row.total);
  }
}
