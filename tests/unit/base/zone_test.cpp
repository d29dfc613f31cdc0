#include "base/zone.hpp"

#include <algorithm>
#include <string>

#include "base/rfc3339.hpp"
#include "catch.hpp"

namespace spate {
namespace {

WallTime at(const std::string& text) { return *parse_rfc3339(text); }

}  // namespace

TEST_CASE("a zone is known by its exact IANA name") {
  CHECK(Zone::named("Europe/Paris"));
  CHECK(Zone::named("UTC"));
  for (const auto* name : {"", "Europe/Pari", "europe/paris", "local", "../etc/passwd", "Europe"}) {
    CAPTURE(name);
    CHECK_FALSE(Zone::named(name));
  }
  const auto names = Zone::names();
  CHECK(names.size() > 300);
  CHECK(std::find(names.begin(), names.end(), "Asia/Kathmandu") != names.end());
}

TEST_CASE("daylight saving begins and ends as in the zone data") {
  const auto paris = *Zone::named("Europe/Paris");
  CHECK(paris.offset_at(at("2026-03-29T00:59:59Z")) == kHour);
  CHECK(paris.offset_at(at("2026-03-29T01:00:00Z")) == 2 * kHour);
  CHECK(paris.offset_at(at("2026-10-25T00:59:59.999Z")) == 2 * kHour);
  CHECK(paris.offset_at(at("2026-10-25T01:00:00Z")) == kHour);
  // A change of 30 min.
  const auto lord_howe = *Zone::named("Australia/Lord_Howe");
  CHECK(lord_howe.offset_at(at("2026-01-01T00:00:00Z")) == 11 * kHour);
  CHECK(lord_howe.offset_at(at("2026-07-01T00:00:00Z")) == 10 * kHour + 30 * kMinute);
}

TEST_CASE("next_change() is exact to the second") {
  const auto paris = *Zone::named("Europe/Paris");
  const WallTime far = at("2030-01-01T00:00:00Z");
  CHECK(paris.next_change(at("2026-01-01T00:00:00.25Z"), far) == at("2026-03-29T01:00:00Z"));
  CHECK(paris.next_change(at("2026-03-29T01:00:00Z"), far) == at("2026-10-25T01:00:00Z"));
  CHECK(paris.next_change(at("2026-03-29T00:59:59Z"), far) == at("2026-03-29T01:00:00Z"));
  CHECK(paris.next_change(at("2026-01-01T00:00:00Z"), at("2026-02-01T00:00:00Z")) == at("2026-02-01T00:00:00Z"));
  CHECK(Zone::named("UTC")->next_change({}, far) == far);
}

TEST_CASE("daylight saving continues after the last listed change") {
  const auto paris = *Zone::named("Europe/Paris");
  CHECK(paris.offset_at(at("2040-07-01T12:00:00Z")) == 2 * kHour);
  CHECK(paris.offset_at(at("2040-12-01T12:00:00Z")) == kHour);
  CHECK(paris.next_change(at("2037-11-01T00:00:00Z"), at("2039-01-01T00:00:00Z")) == at("2038-03-28T01:00:00Z"));
  CHECK(paris.next_change(at("2100-04-01T00:00:00Z"), at("2101-01-01T00:00:00Z")) == at("2100-10-31T01:00:00Z"));
  const auto dublin = *Zone::named("Europe/Dublin");
  CHECK(dublin.offset_at(at("2060-01-15T00:00:00Z")) == Duration{});
  CHECK(dublin.offset_at(at("2060-07-15T00:00:00Z")) == kHour);
  const auto lord_howe = *Zone::named("Australia/Lord_Howe");
  CHECK(lord_howe.offset_at(at("2080-01-01T00:00:00Z")) == 11 * kHour);
  CHECK(lord_howe.offset_at(at("2080-07-01T00:00:00Z")) == 10 * kHour + 30 * kMinute);
  const WallTime far = at("2261-01-01T00:00:00Z");
  CHECK(Zone::named("Asia/Tehran")->next_change(at("2040-01-01T00:00:00Z"), far) == far);
  std::tm fields{};
  paris.calendar(at("2040-07-01T12:00:00Z").time_since_epoch() / kSecond, fields);
  CHECK(fields.tm_hour == 14);
  CHECK(fields.tm_isdst == 1);
  CHECK(std::string{fields.tm_zone} == "CEST");
}

TEST_CASE("calendar() fills the local time of the zone") {
  std::tm fields{};
  Zone::named("Asia/Kathmandu")->calendar(at("2026-11-23T18:20:00Z").time_since_epoch() / kSecond, fields);
  CHECK(fields.tm_mday == 24);
  CHECK(fields.tm_hour == 0);
  CHECK(fields.tm_min == 5);
  CHECK(fields.tm_wday == 2);
  CHECK(fields.tm_gmtoff == 5 * 3600 + 45 * 60);
  Zone::named("Europe/Paris")->calendar(at("2026-07-01T00:00:00Z").time_since_epoch() / kSecond, fields);
  CHECK(fields.tm_isdst == 1);
  CHECK(std::string{fields.tm_zone} == "CEST");
}

}  // namespace spate
