// Shapes in wall-clock time: daily, peak_at and windows, also when daylight saving starts and ends. One rule applies to
// all: the rate is that of the local time. A skipped hour has no records, and a repeated hour has them twice.
#include <algorithm>
#include <cmath>
#include <functional>
#include <numbers>
#include <string>

#include "base/rfc3339.hpp"
#include "catch.hpp"
#include "instants.hpp"
#include "pacing/schedule.hpp"
#include "pacing/schedule_cursor.hpp"

using namespace spate;
using namespace spate::pacing;

namespace {

constexpr std::uint8_t kEveryDay = 0x7F;
constexpr std::uint8_t kSunday = 0x40;
constexpr std::uint8_t kSaturday = 0x20;

scenario::Rate per_second(std::uint64_t amount) {
  return {.unit = scenario::Rate::Unit::records, .amount = amount, .per = kSecond};
}
scenario::Rate per_minute(std::uint64_t amount) {
  return {.unit = scenario::Rate::Unit::records, .amount = amount, .per = kMinute};
}

WallClockStart clock_start(const std::string& instant, const std::string& zone) {
  return {.wall = *parse_rfc3339(instant), .zone = *Zone::named(zone)};
}

// Local time in hours, and the day of the week (Monday is 0).
struct LocalHour {
  double hour = 0;
  int day = 0;
};

using RateOf = std::function<double(LocalHour, double hour)>;  // local time, and hours since T = 0; records per hour

struct Row {
  std::string name;
  scenario::RateProfile profile;
  RateOf rate;
};

scenario::RateProfile make_profile(std::vector<scenario::Stage> stages, std::vector<scenario::Window> windows = {},
                                   std::uint64_t repeat = 1) {
  return {.stages = std::move(stages), .repeat = repeat, .windows = std::move(windows), .scale = {}};
}

const std::vector<scenario::Daily::Point> kDailyPoints{
    {Duration{}, per_minute(2)},
    {2 * kHour + 30 * kMinute, per_minute(8)},  // in the hour of the change
    {8 * kHour, per_minute(4)},
    {20 * kHour, per_minute(10)}};

// `curve` gives the rate between two of these points.
double daily_rate(double hour, const std::function<double(double from, double to, double share)>& curve) {
  static constexpr double hours[] = {0, 2.5, 8, 20, 24};
  static constexpr double rates[] = {120, 480, 240, 600, 120};
  int at = 0;
  while (at < 3 && hour >= hours[at + 1]) ++at;
  return curve(rates[at], rates[at + 1], (hour - hours[at]) / (hours[at + 1] - hours[at]));
}

double wave(double hour, double peak, double period) {
  return 300 + 180 * std::cos(2 * std::numbers::pi * (hour - peak) / period);
}

// Windows past midnight, in the hour of the change, with factor 0, and with a fraction.
const std::vector<scenario::Window> kWindows{{kSaturday, 19 * kHour + 45 * kMinute, 20 * kHour + 15 * kMinute, {5, 2}},
                                             {kSunday, 2 * kHour + 15 * kMinute, 2 * kHour + 45 * kMinute, {4, 1}},
                                             {kEveryDay, 22 * kHour, kHour / 2, {0, 1}}};

double window_factor(LocalHour local) {
  if (local.day == 5 && local.hour >= 19.75 && local.hour < 20.25) return 2.5;
  if (local.day == 6 && local.hour >= 2.25 && local.hour < 2.75) return 4;
  return local.hour >= 22 || local.hour < 0.5 ? 0 : 1;
}

std::vector<Row> rows() {
  const auto line = [](double from, double to, double x) { return from + (to - from) * x; };
  const auto ease = [](double from, double to, double x) { return from + (to - from) * x * x * (3 - 2 * x); };
  const auto growth = [](double from, double to, double x) { return from * std::pow(to / from, x); };
  const auto slope = [](double hour) { return 120 + 10 * hour; };
  return {
      {"daily", make_profile({scenario::Daily{kDailyPoints, scenario::Curve::linear}}),
       [=](LocalHour local, double) { return daily_rate(local.hour, line); }},
      {"daily, ease", make_profile({scenario::Daily{kDailyPoints, scenario::Curve::ease}}),
       [=](LocalHour local, double) { return daily_rate(local.hour, ease); }},
      {"daily, exponential", make_profile({scenario::Daily{kDailyPoints, scenario::Curve::exponential}}),
       [=](LocalHour local, double) { return daily_rate(local.hour, growth); }},
      {"a wave of a day", make_profile({scenario::Sine{per_minute(5), per_minute(3), kDay, 20 * kHour}}),
       [](LocalHour local, double) { return wave(local.hour, 20, 24); }},
      {"a wave of half a day that peaks in the hour that changes",
       make_profile({scenario::Sine{per_minute(5), per_minute(3), kDay / 2, 2 * kHour + 30 * kMinute}}),
       [](LocalHour local, double) { return wave(local.hour, 2.5, 12); }},
      {"windows over one rate", make_profile({scenario::Hold{per_minute(6)}}, kWindows),
       [](LocalHour local, double) { return 360 * window_factor(local); }},
      {"windows over a wave", make_profile({scenario::Sine{per_minute(5), per_minute(3), kDay, 20 * kHour}}, kWindows),
       [](LocalHour local, double) { return wave(local.hour, 20, 24) * window_factor(local); }},
      {"windows over a ramp",
       make_profile({scenario::Ramp{per_minute(2), per_minute(14), 72 * kHour, scenario::Curve::linear}}, kWindows),
       [=](LocalHour local, double hour) { return slope(hour) * window_factor(local); }},
      {"windows over repeated stages",
       make_profile({scenario::Steps{{per_minute(2), per_minute(9)}, kHour}, scenario::Hold{per_minute(4), 5 * kHour}},
                    kWindows, scenario::kRepeatForever),
       [](LocalHour local, double hour) {
         const double in_pass = std::fmod(hour, 7);
         return (in_pass < 1 ? 120 : in_pass < 2 ? 540 : 240) * window_factor(local);
       }},
      {"a day between other stages, repeated",
       make_profile(
           {scenario::Daily{kDailyPoints, scenario::Curve::linear, 6 * kHour}, scenario::Hold{per_minute(1), kHour}},
           {}, scenario::kRepeatForever),
       [=](LocalHour local, double hour) { return std::fmod(hour, 7) < 6 ? daily_rate(local.hour, line) : 60; }},
  };
}

// Start of each run of three days: daylight saving starts, ends, or neither, at a half hour.
const std::vector<WallClockStart>& clock_starts() {
  static const std::vector<WallClockStart> all{
      clock_start("2026-03-28T18:30:00Z", "Europe/Paris"), clock_start("2026-10-24T17:30:00Z", "Europe/Paris"),
      clock_start("2026-11-07T03:00:00Z", "Asia/Kathmandu"), clock_start("2026-04-04T05:00:00Z", "Australia/Lord_Howe"),
      clock_start("1969-12-31T00:00:00Z", "UTC")};
  return all;
}

LocalHour local_at(const WallClockStart& from, double hour) {
  const WallTime wall = from.wall + static_cast<int>(hour * 3600) * kSecond;
  const Duration local = wall.time_since_epoch() + from.zone.offset_at(wall);
  const auto day = local / kDay - (local % kDay < Duration{} ? 1 : 0);
  return {.hour = to_seconds(local - day * kDay) / 3600 + hour - std::floor(hour * 3600) / 3600,
          .day = static_cast<int>(((day + 3) % 7 + 7) % 7)};
}

}  // namespace

TEST_CASE("wall-clock shapes follow their integral within one record, across zone changes") {
  for (const WallClockStart& from : clock_starts())
    for (const Row& row : rows()) {
      const Schedule schedule{row.profile, from};
      constexpr int steps_in_an_hour = 240;  // every window boundary is on one
      double area = 0;
      for (int step = 0; step < 70 * steps_in_an_hour; ++step) {
        const double middle = (step + 0.5) / steps_in_an_hour;
        area += row.rate(local_at(from, middle), middle) / steps_in_an_hour;
        if (step % 4 != 3) continue;
        const auto due = static_cast<double>(schedule.due_by(kStart + (step + 1) * kHour / steps_in_an_hour));
        INFO(row.name << " from " << format_rfc3339(from.wall) << ", hour " << middle);
        REQUIRE(std::abs(due - area) <= 1.1);
      }
    }
}

TEST_CASE("wall-clock shapes: N and T agree, T never decreases, a cursor equals them") {
  for (const WallClockStart& from : clock_starts())
    for (const Row& row : rows()) {
      const Schedule schedule{row.profile, from};
      ScheduleCursor cursor{schedule};
      StreamTime before{};
      for (std::uint64_t n = 0; n < 4'000; ++n, cursor.advance()) {
        INFO(row.name << " from " << format_rfc3339(from.wall) << ", record " << n);
        const StreamTime at = schedule.intended(n);
        REQUIRE(at >= before);
        REQUIRE(schedule.due_by(at) > n);
        REQUIRE(schedule.due_by(at - kTick) <= n);
        REQUIRE(cursor.intended() == at);
        before = at;
      }
    }
}

TEST_CASE("a day of 23 hours has one hour less of records, a day of 25 hours one hour more") {
  const auto even = make_profile(
      {scenario::Daily{{{Duration{}, per_second(1)}, {12 * kHour, per_second(1)}}, scenario::Curve::linear, kNever}});
  const auto due = [&](const scenario::RateProfile& profile, const std::string& midnight, Duration length) {
    return Schedule{profile, clock_start(midnight, "Europe/Paris")}.due_by(kStart + length - kTick);
  };
  CHECK(due(even, "2026-03-29T00:00:00+01:00", 23 * kHour) == 82'800);
  CHECK(due(even, "2026-10-25T00:00:00+02:00", 25 * kHour) == 90'000);
  // The hour from 02:00 is skipped in spring and repeated in autumn, and so is a window in it.
  const auto window = make_profile({scenario::Hold{per_second(1)}}, {{kSunday, 2 * kHour, 3 * kHour, {3, 1}}});
  CHECK(due(window, "2026-03-29T00:00:00+01:00", 23 * kHour) == 82'800);
  CHECK(due(window, "2026-10-25T00:00:00+02:00", 25 * kHour) == 90'000 + 2 * 7'200);
  CHECK(due(window, "2026-04-05T00:00:00+02:00", 24 * kHour) == 86'400 + 7'200);
}

TEST_CASE("a skipped hour cuts its window, and the daily curve continues after it") {
  // The hour from 02:00 is skipped. A window until 02:30 ends at the gap, and one from 02:30 starts after it.
  const auto from = clock_start("2026-03-29T00:00:00+01:00", "Europe/Paris");
  const Schedule until{
      make_profile({scenario::Hold{per_second(1)}}, {{kSunday, kHour, 2 * kHour + 30 * kMinute, {2, 1}}}), from};
  CHECK(until.rate_at(kStart + 2 * kHour - kTick) == Approx(2.0));
  CHECK(until.rate_at(kStart + 2 * kHour) == Approx(1.0));
  const Schedule since{
      make_profile({scenario::Hold{per_second(1)}}, {{kSunday, 2 * kHour + 30 * kMinute, 4 * kHour, {2, 1}}}), from};
  CHECK(since.rate_at(kStart + 2 * kHour - kTick) == Approx(1.0));
  CHECK(since.rate_at(kStart + 2 * kHour) == Approx(2.0));
  CHECK(since.rate_at(kStart + 3 * kHour) == Approx(1.0));
  const Schedule day{make_profile({scenario::Daily{{{2 * kHour, per_second(100)}, {3 * kHour, per_second(200)}}}}),
                     from};
  CHECK(day.rate_at(kStart + 2 * kHour) == Approx(200.0));
}

TEST_CASE("a sine with peak_at peaks at that time of day and starts at the phase of its start time") {
  const Schedule wave{make_profile({scenario::Sine{per_second(500), per_second(300), kDay, 20 * kHour}}),
                      clock_start("2026-11-24T17:00:00+01:00", "Europe/Paris")};
  CHECK(wave.rate_at(kStart + 3 * kHour) == Approx(800).epsilon(1e-4));
  CHECK(wave.rate_at(kStart + 15 * kHour) == Approx(200).epsilon(1e-4));
  CHECK(wave.rate_at(kStart + 9 * kHour) == Approx(500).epsilon(1e-3));
  // Also in summer time, half a year later: 20:00 is one hour earlier then.
  const Duration summer = *parse_rfc3339("2027-06-01T20:00:00+02:00") - *parse_rfc3339("2026-11-24T17:00:00+01:00");
  CHECK(wave.rate_at(kStart + summer) == Approx(800).epsilon(1e-4));
  // A period that does not divide a day counts from the first such time.
  const Schedule week{make_profile({scenario::Sine{per_second(500), per_second(300), 7 * kDay, 20 * kHour}}),
                      clock_start("2026-11-24T17:00:00+01:00", "Europe/Paris")};
  CHECK(week.rate_at(kStart + 3 * kHour + 7 * kDay) == Approx(800).epsilon(1e-4));
  CHECK(week.rate_at(kStart + 3 * kHour + 3 * kDay + kDay / 2) == Approx(200).epsilon(1e-4));
}

TEST_CASE("days do not drift after 10^13 records") {
  // 0 to 12,000/s to 0: 518,400,000 a day.
  const auto profile = make_profile(
      {scenario::Daily{{{Duration{}, per_second(0)}, {12 * kHour, per_second(12'000)}}, scenario::Curve::linear}});
  constexpr std::uint64_t day = 518'400'000;
  const Schedule utc{profile, clock_start("2026-01-01T00:00:00Z", "UTC")};
  CHECK(utc.due_by(kStart + 3'000 * kDay - kTick) == 3'000 * day);
  CHECK(utc.due_by(kStart + 30'000 * kDay - kTick) == 30'000 * day);  // also beyond kMaxExpandedTime
  // The hour that is skipped in spring is repeated in autumn.
  const Schedule paris{profile, clock_start("2026-01-01T00:00:00+01:00", "Europe/Paris")};
  CHECK(paris.due_by(kStart + 3 * 365 * kDay - kTick) == std::uint64_t{3} * 365 * day);
  const auto windows = make_profile({scenario::Hold{per_second(1'000'000)}}, {{0x1F, 8 * kHour, 18 * kHour, {5, 2}}});
  const Schedule weeks{windows, clock_start("2026-01-05T00:00:00Z", "UTC")};
  CHECK(weeks.due_by(kStart + 500 * 7 * kDay - kTick) == 500 * (7 * 86'400'000'000 + 5 * 54'000'000'000));
  for (const std::uint64_t n : {1'000'000'000'000ULL, 300'000'000'000'000ULL}) {
    CHECK(weeks.due_by(weeks.intended(n)) > n);
    CHECK(weeks.due_by(weeks.intended(n) - kTick) <= n);
  }
}

TEST_CASE("a daily stage with a repeat count ends after that many days") {
  const auto profile = make_profile(
      {scenario::Daily{
          {{Duration{}, per_second(10)}, {12 * kHour, per_second(10)}}, scenario::Curve::linear, 3 * kHour}},
      {}, 5);
  const Schedule schedule{profile, clock_start("2026-01-01T00:00:00Z", "UTC")};
  CHECK(schedule.end() == kStart + 15 * kHour);
  CHECK(schedule.total() == std::uint64_t{15} * 36'000);
  CHECK(schedule.intended(std::uint64_t{15} * 36'000) == kNever);
}

TEST_CASE("a stream that starts beyond the range of times has a schedule") {
  const auto profile = make_profile({scenario::Daily{kDailyPoints, scenario::Curve::linear}}, kWindows);
  const Schedule schedule{profile, {.wall = kNever, .zone = *Zone::named("Europe/Paris")}};
  CHECK(schedule.due_by(kStart + kDay) > 5'000);
}

TEST_CASE("a window with factor 0 up to the end does not divide by zero") {
  const auto profile = make_profile({scenario::Hold{per_second(10), kDay}}, {{kEveryDay, 12 * kHour, kDay, {0, 1}}});
  const Schedule schedule{profile, clock_start("2026-01-01T00:00:00Z", "UTC")};
  CHECK(schedule.total() == 432'000);
  CHECK(schedule.due_by(kStart + kDay) == 432'000);
  CHECK(schedule.intended(431'999) < kStart + 12 * kHour);
  CHECK(schedule.intended(432'000) == kNever);
  const auto nothing = make_profile({scenario::Hold{per_second(10), kDay}}, {{kEveryDay, Duration{}, kDay, {0, 1}}});
  CHECK(Schedule{nothing, clock_start("2026-01-01T00:00:00Z", "UTC")}.intended(0) == kNever);
  CHECK(Schedule{nothing, clock_start("2026-01-01T00:00:00Z", "UTC")}.total() == 0);
}
