#include "scenario/read/clock.hpp"

#include "base/rfc3339.hpp"
#include "catch.hpp"
#include "scenario/text/calendar_text.hpp"
#include "scenario_parsing.hpp"

namespace spate::scenario {

TEST_CASE("a time of day is hours and minutes") {
  CHECK(parse_time_of_day("00:00").value == Duration{});
  CHECK(parse_time_of_day("08:30").value == (8 * 60 + 30) * kMinute);
  CHECK(parse_time_of_day("23:59").value == kDay - kMinute);
  CHECK_FALSE(parse_time_of_day("24:00").value);
  CHECK(parse_time_of_day("24:00", true).value == kDay);
  for (const auto* text : {"", "8:30", "08:60", "24:01", "-1:00", "08.30", "08:30:00", "08:3 ", " 08:30", "ab:cd"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_time_of_day(text, true).value);
  }
  for (Duration time{}; time <= kDay; time += 7 * kMinute)
    CHECK(parse_time_of_day(format_time_of_day(time), true).value == time);
}

TEST_CASE("days are names, ranges that can include Sunday to Monday, and lists of them") {
  CHECK(parse_days("mon").value == 0x01);
  CHECK(parse_days("sun").value == 0x40);
  CHECK(parse_days("mon-fri").value == 0x1F);
  CHECK(parse_days("fri-mon").value == 0x71);
  CHECK(parse_days("sat, sun").value == 0x60);
  CHECK(parse_days("mon-tue,thu-thu,sat").value == 0x2B);
  for (const auto* text : {"", ",", "mon,", "Mon", "monday", "mon-", "-mon", "mon-fri-sun", "mon fri"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_days(text).value);
  }
  for (unsigned days = 1; days < 0x80; ++days)
    CHECK(parse_days(format_days(static_cast<std::uint8_t>(days))).value == days);
}

TEST_CASE("the clock is the wall clock in the local zone unless the scenario sets start and zone") {
  const auto plain = read(one_stream()).scenario;
  CHECK_FALSE(plain->clock.start);
  CHECK(clock_at_start(*plain, WallTime{5 * kSecond}) == WallTime{5 * kSecond});
  const auto fixed = read(one_stream() + "clock: {start: 2026-07-01T00:00:00+02:00, zone: Europe/Paris}\n").scenario;
  REQUIRE(fixed);
  CHECK(clock_at_start(*fixed, WallTime{5 * kSecond}) == parse_rfc3339("2026-06-30T22:00:00Z"));
  CHECK(fixed->clock.zone.offset_at(*fixed->clock.start) == 120 * kMinute);
}

TEST_CASE("the start time is now, the next full minute, or a timestamp") {
  const WallTime now{1'000 * kMinute + Duration{1}};
  const auto resolved = [&](const std::string& start_at, WallTime ready) {
    auto scenario = read(one_stream() + "start_at: " + start_at + "\n").scenario;
    REQUIRE(scenario);
    resolve_start(scenario->start_at, now);
    return start_time(scenario->start_at, ready);
  };
  CHECK(resolved("now", now + kSecond) == now + kSecond);
  CHECK(resolved("next_minute", now + kSecond) == WallTime{1'001 * kMinute});
  CHECK(resolved("next_minute", now + 5 * kMinute) == WallTime{1'001 * kMinute});
  CHECK(resolved("1970-01-01T00:00:05Z", now) == WallTime{5 * kSecond});
  CHECK(resolved("2026-11-24T08:00:00Z", now) == parse_rfc3339("2026-11-24T08:00:00Z"));
}

TEST_CASE("--start-at overrides start_at and is checked like it") {
  Overrides overrides;
  overrides.start_at = "now";
  const auto overridden = read(one_stream() + "start_at: next_minute\n", overrides);
  CHECK(overridden.scenario->start_at.when == StartAt::When::now);
  overrides.start_at = "soon";
  const auto wrong = read(one_stream(), overrides);
  CHECK_FALSE(wrong.scenario);
  CHECK(wrong.problems.find("--start-at: start_at: invalid start time \"soon\": use now, next_minute") == 0);
}

}  // namespace spate::scenario
