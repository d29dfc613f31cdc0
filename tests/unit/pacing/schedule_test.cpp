#include "pacing/schedule.hpp"

#include <algorithm>
#include <limits>
#include <random>
#include <vector>

#include "catch.hpp"
#include "instants.hpp"
#include "pacing/schedule_cursor.hpp"

using namespace spate;
using namespace spate::pacing;

namespace {

__extension__ using Exact = __int128;

scenario::Rate every(std::uint64_t amount, Duration per) {
  return {.unit = scenario::Rate::Unit::records, .amount = amount, .per = per};
}

const std::vector<scenario::Rate> kRates{
    every(500, kSecond),
    every(1, 5 * kSecond),          // 0.2/s
    every(30, kMinute),             //
    every(1, 300 * kMillisecond),   //
    every(1, 10 * kMinute),         //
    every(7, kSecond),              // the gap is not a whole number of nanoseconds
    every(33'333, kSecond),         //
    every(1'000'000'000, kSecond),  // one per nanosecond
    every(3'000'000'000, kSecond),  // several per nanosecond
    every(1, kMinute * 60 * 24 * 366),
};

// Small indexes, large ones, and several near powers of ten.
std::vector<std::uint64_t> indexes(const scenario::Rate& rate) {
  std::mt19937_64 random{3};
  std::vector<std::uint64_t> all;
  for (std::uint64_t n = 0; n < 3'000; ++n) all.push_back(n);
  for (std::uint64_t n = 10'000; n <= 1'000'000'000'000; n *= 10) all.insert(all.end(), {n - 1, n, n + 1});
  for (int more = 0; more < 1'000; ++more) all.push_back(random() % 2'000'000'000'000);
  // At most 200 years, within the range of times.
  const auto max = static_cast<std::uint64_t>(Exact{(200 * 365 * kDay).count()} * rate.amount / rate.per.count());
  all.erase(std::remove_if(all.begin(), all.end(), [&](std::uint64_t n) { return n > max; }), all.end());
  return all;
}

}  // namespace

TEST_CASE("records are due at their rate") {
  struct Row {
    scenario::Rate rate;
    std::uint64_t n;
    Duration intended;
  };
  const auto row =
      GENERATE(Row{every(500, kSecond), 0, Duration{}}, Row{every(500, kSecond), 1, 2 * kMillisecond},
               Row{every(500, kSecond), 500, kSecond}, Row{every(1, 5 * kSecond), 3, 15 * kSecond},
               Row{every(30, kMinute), 1, 2 * kSecond}, Row{every(1, 300 * kMillisecond), 10, 3 * kSecond},
               Row{every(1, 10 * kMinute), 6, 60 * kMinute}, Row{every(7, kSecond), 1, nanos(142'857'143)},
               Row{every(7, kSecond), 7'000'000'000, 1'000'000'000 * kSecond},
               Row{every(33'333, kSecond), 33'333, kSecond}, Row{every(1'000'000'000, kSecond), 12'345, nanos(12'345)});
  CHECK(Schedule{scenario::constant(row.rate)}.intended(row.n) == kStart + row.intended);
}

TEST_CASE("T(n) is n / rate, rounded up to the nanosecond, without drift after 10^12 records") {
  for (const scenario::Rate& rate : kRates) {
    const Schedule schedule{scenario::constant(rate)};
    for (const auto n : indexes(rate)) {
      const Exact late = Exact{since_start(schedule.intended(n)).count()} * rate.amount - Exact{n} * rate.per.count();
      INFO(rate.amount << " every " << rate.per.count() << " ns, record " << n);
      REQUIRE(late >= 0);
      REQUIRE(late < Exact{rate.amount});
    }
  }
}

TEST_CASE("N(t) counts the records with T(n) <= t") {
  for (const scenario::Rate& rate : kRates) {
    const Schedule schedule{scenario::constant(rate)};
    for (const auto n : indexes(rate)) {
      const StreamTime at = schedule.intended(n);
      INFO(rate.amount << " every " << rate.per.count() << " ns, record " << n);
      REQUIRE(schedule.due_by(at) > n);
      REQUIRE(schedule.due_by(at - kTick) <= n);
      REQUIRE(schedule.intended(schedule.due_by(at)) > at);
    }
  }
}

TEST_CASE("N and T never decrease") {
  for (const scenario::Rate& rate : kRates) {
    const Schedule schedule{scenario::constant(rate)};
    std::mt19937_64 random{5};
    StreamTime at{};
    for (int step = 0; step < 2'000; ++step) {
      const StreamTime later = at + nanos(random() % static_cast<std::uint64_t>(rate.per.count() / 1'000 + 2));
      REQUIRE(schedule.due_by(later) >= schedule.due_by(at));
      at = later;
    }
    for (std::uint64_t n = 0; n < 2'000; ++n) REQUIRE(schedule.intended(n + 1) >= schedule.intended(n));
  }
}

TEST_CASE("a stage contains the records with T(n) below its length") {
  CHECK(Schedule{scenario::constant(every(500, kSecond))}.due_by(kStart + 20 * kSecond - kTick) == 10'000);
  CHECK(Schedule{scenario::constant(every(7, kSecond))}.due_by(kStart + 20 * kSecond - kTick) == 140);
  CHECK(Schedule{scenario::constant(every(33'333, kSecond))}.due_by(kStart + 20 * kSecond - kTick) == 666'660);
  CHECK(Schedule{scenario::constant(every(1, 10 * kMinute))}.due_by(kStart + 60 * kMinute - kTick) == 6);
  CHECK(Schedule{scenario::constant(every(1, 10 * kMinute))}.due_by(kStart) == 1);
}

TEST_CASE("nothing is due before T = 0, one record at T = 0") {
  for (const scenario::Rate& rate : kRates) {
    CHECK(Schedule{scenario::constant(rate)}.due_by(kStart - kTick) == 0);
    CHECK(Schedule{scenario::constant(rate)}.due_by(StreamTime::min()) == 0);
    CHECK(Schedule{scenario::constant(rate)}.due_by(kStart) >= 1);
    CHECK(Schedule{scenario::constant(rate)}.intended(0) == kStart);
  }
}

TEST_CASE("a rate of 0 makes nothing due") {
  const Schedule schedule{scenario::constant(every(0, kSecond))};
  CHECK(schedule.due_by(kNever) == 0);
  CHECK(schedule.intended(0) == kNever);
  CHECK(schedule.intended(1'000) == kNever);
  CHECK(schedule.rate_at(kStart) == 0.0);
  ScheduleCursor cursor{schedule};
  for (int step = 0; step < 3; ++step, cursor.advance()) CHECK(cursor.intended() == kNever);
}

TEST_CASE("T beyond the range of times is kNever, and N saturates at 64 bits") {
  const Schedule slow{scenario::constant(every(1, Duration::max() / 5))};
  CHECK(slow.intended(4) == kStart + Duration::max() / 5 * 4);
  CHECK(slow.intended(6) == kNever);
  CHECK(slow.intended(std::numeric_limits<std::uint64_t>::max()) == kNever);
  const Schedule fast{scenario::constant(every(1'000'000, kTick))};
  CHECK(fast.due_by(kNever) == std::numeric_limits<std::uint64_t>::max());
}

TEST_CASE("rate_at() is in records per second") {
  CHECK(Schedule{scenario::constant(every(30, kMinute))}.rate_at(kStart) == Approx(0.5));
  CHECK(Schedule{scenario::constant(every(1, 300 * kMillisecond))}.rate_at(kStart + kSecond) == Approx(10.0 / 3));
}

TEST_CASE("a cursor equals the schedule, in sequence and after a jump") {
  for (const scenario::Rate& rate : kRates) {
    const Schedule schedule{scenario::constant(rate)};
    ScheduleCursor cursor{schedule};
    const auto walk = [&](std::uint64_t from, std::uint64_t steps) {
      for (std::uint64_t n = from; n < from + steps; ++n, cursor.advance()) {
        INFO(rate.amount << " every " << rate.per.count() << " ns, record " << n);
        REQUIRE(cursor.index() == n);
        REQUIRE(cursor.intended() == schedule.intended(n));
      }
    };
    walk(0, 50'000);
    for (const std::uint64_t start : {1'000'000'007ULL, 999'999'999'999ULL, 5ULL, ~0ULL / 3}) {
      cursor.seek(start);
      walk(start, 5'000);
    }
  }
}

TEST_CASE("a cursor is correct at the end of the range of times") {
  for (const Duration per : {Duration::max() / 4, Duration::max() / 5, Duration::max() / 7, Duration::max() / 64}) {
    const Schedule schedule{scenario::constant(every(1, per))};
    ScheduleCursor cursor{schedule};
    for (std::uint64_t n = 0; n < 12; ++n, cursor.advance()) REQUIRE(cursor.intended() == schedule.intended(n));
  }
}
