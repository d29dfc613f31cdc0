#include "base/local_zone.hpp"

#include "catch.hpp"

using namespace spate;

TEST_CASE("TZ is read as in the C library and an unknown zone is reported") {
  for (const auto* known :
       {"Europe/Paris", ":Europe/Paris", "CET-1CEST", "CET-1CEST,M3.5.0,M10.5.0/3", "<+03>-3",
        ":EST5EDT4,116/2:00,298/2:00", "/usr/share/zoneinfo/Asia/Tokyo", ":/usr/share/zoneinfo/Asia/Tokyo"}) {
    CAPTURE(known);
    CHECK_FALSE(local_zone(known).unknown);
    CHECK(local_zone(known).name == (*known == ':' ? known + 1 : known));
  }
  for (const auto* utc : {"", ":", "UTC", ":UTC"}) CHECK((local_zone(utc).name == "UTC" && !local_zone(utc).unknown));
  for (const auto* unknown :
       {"Europe/Pariss", "Paris", "Europe", "+1", "CET-", ":/etc/passwd", "/no/such/file", "UTC+"}) {
    CAPTURE(unknown);
    CHECK(local_zone(unknown).unknown);
    CHECK(local_zone(unknown).name == "UTC");
  }
  CHECK_FALSE(local_zone(std::nullopt).unknown);
}
