// Changes of the rate of a running stream: to another rate, to 0 and back, to max and back, between records and bytes.
// No index is lost or used twice, and each interval has as many records as its rate.
#include <cmath>
#include <memory>

#include "pacing/schedule_cursor.hpp"
#include "simulation.hpp"

using namespace spate;
using namespace spate::pacing;

namespace {

Schedule constant_rate(const scenario::Rate& rate) { return Schedule{scenario::constant(rate)}; }

scenario::RateProfile staged(std::vector<scenario::Stage> stages, std::uint64_t repeat = scenario::kRepeatForever) {
  return {.stages = std::move(stages), .repeat = repeat, .windows = {}, .scale = {}};
}

// Several records at one time, gaps, and a loop.
Schedule recorded_rate() {
  auto recording = std::make_shared<Recording>();
  for (const int at : {0, 0, 1, 5, 5, 5, 30, 31}) recording->add(WallTime{at * kMillisecond});
  return Schedule{scenario::RateProfile{.stages = {}, .windows = {}, .scale = {3, 2}}, recording, true};
}

// No index is missing, used twice or skipped.
void check_no_gap(const Simulation& worker) {
  std::uint64_t next = 0;
  for (const MadeRecord& record : worker.made) REQUIRE(record.index == next++);
  CHECK(worker.pacer.skipped() == 0);
}

// Records intended in [from, to).
std::size_t intended_within(const Simulation& worker, StreamTime from, StreamTime to) {
  return static_cast<std::size_t>(std::count_if(worker.made.begin(), worker.made.end(), [&](const MadeRecord& record) {
    return record.intended >= from && record.intended < to;
  }));
}

}  // namespace

TEST_CASE("a changed schedule equals the old one before the change and the new one after it") {
  const Schedule slow = constant_rate(per_second(3));
  const StreamTime change_time = kStart + 10 * kSecond + kSecond / 7;
  const auto changed = slow.with_change(change_time, constant_rate(per_second(1'000)), kStart, 0);
  REQUIRE(changed);
  const auto before = slow.due_by(change_time);
  CHECK(changed->due_by(change_time) == before);
  StreamTime last{};
  for (std::uint64_t n = 0; n < 5'000; ++n) {
    const StreamTime time = changed->intended(n);
    REQUIRE(time >= last);
    REQUIRE((n < before ? time == slow.intended(n) : time > change_time));
    REQUIRE(changed->due_by(time) > n);
    REQUIRE(changed->due_by(time - kTick) <= n);
    last = time;
  }
  // 30 records and 3/7 of the next are due; from there on 1,000/s.
  CHECK(changed->intended(31) == change_time + nanos(divide_ceil(Uint128{4} * kMillisecond.count(), 7)));
  CHECK(changed->due_by(change_time + kSecond) == before + 1'000);
}

TEST_CASE("a change at the intended time of a record does not move it") {
  const auto changed =
      constant_rate(per_second(10)).with_change(kStart + kSecond, constant_rate(per_second(1)), kStart, 0);
  REQUIRE(changed);
  CHECK(changed->intended(10) == kStart + kSecond);
  CHECK(changed->intended(11) == kStart + 2 * kSecond);
  const auto at_once = constant_rate(per_second(10)).with_change(kStart, constant_rate(per_second(1)), kStart, 0);
  REQUIRE(at_once);
  CHECK(at_once->intended(0) == kStart);
  CHECK(at_once->intended(1) == kStart + kSecond);
}

TEST_CASE("a cursor equals a schedule of many changes, and drops changes before the made records") {
  std::mt19937_64 random{11};
  Schedule schedule = constant_rate(per_second(1'000));
  StreamTime now{};
  for (int change = 0; change < 200; ++change) {
    now += nanos(random() % 40'000'000);
    const Schedule next{random() % 3 == 0
                            ? staged({scenario::Sine{per_second(500), per_second(500), 50 * kMillisecond, {}}})
                            : scenario::constant(every(random() % 900, 700 * kMillisecond))};
    schedule = schedule.with_change(now, next, kStart + nanos(random() % 90'000'000), 0).value();
  }
  ScheduleCursor cursor{schedule};
  const auto all = schedule.due_by(now);
  StreamTime last{};
  for (std::uint64_t n = 0; n < all + 100; ++n, cursor.advance()) {
    REQUIRE(cursor.intended() == schedule.intended(n));
    REQUIRE(cursor.intended() >= last);
    last = cursor.intended();
    if (last == kNever) break;
    REQUIRE(schedule.due_by(last) > n);
    REQUIRE(schedule.due_by(last - kTick) <= n);
  }
  // If made records are dropped, the number of changes has no limit.
  for (int change = 0; change < 30'000; ++change) {
    ++now;
    auto changed = schedule.with_change(now, constant_rate(per_second(1'000'000'000)), kStart, schedule.due_by(now));
    REQUIRE(changed);
    schedule = std::move(*changed);
  }
  CHECK(schedule.due_by(now + kSecond) - schedule.due_by(now) == 1'000'000'000);
}

TEST_CASE("a rate of 0 pauses a stream, which then continues at its position") {
  Simulation worker{per_second(100)};
  worker.run_until(kStart + kSecond + 5 * kMillisecond);
  const auto before = worker.made.size();
  worker.pacer.change(constant_rate(per_second(0)), kStart);
  CHECK(worker.pacer.next_wakeup() == kNever);
  worker.run_until(kStart + kMinute);
  CHECK(worker.made.size() == before);
  CHECK(worker.pacer.target_rate() == 0);
  CHECK(worker.pacer.behind() == Duration{});
  worker.pacer.change(constant_rate(per_second(100)), kStart);
  worker.run_until(kStart + kMinute + kSecond);
  CHECK(worker.made.size() == before + 100);
  check_no_gap(worker);
  check_in_order(worker);
  // Half a gap passed before the pause.
  CHECK(worker.made[before].intended == kStart + kMinute + 5 * kMillisecond);
}

TEST_CASE("a change to max and back sends without limit, then only what becomes due") {
  Simulation worker{per_second(100)};
  worker.run_until(kStart + kSecond);
  worker.pacer.change(constant_rate(unlimited()), kStart);
  CHECK(std::isinf((worker.step(), worker.pacer.target_rate())));
  for (int step = 0; step < 5; ++step) worker.step();
  const auto fast = worker.made.size();
  CHECK(fast >= std::size_t{5} * 1'024);
  worker.pacer.change(constant_rate(per_second(100)), kStart);
  worker.run_until(kStart + 2 * kSecond);
  CHECK(worker.made.size() == fast + 101);  // the first is due at once
  CHECK(worker.pacer.scheduled() == worker.made.size());
  check_no_gap(worker);
  check_in_order(worker);
}

TEST_CASE("a change of rate keeps the intended times of the backlog, and the stream catches up") {
  Simulation worker{per_second(1'000)};
  worker.run_until(kStart + kSecond);
  worker.stall(2 * kSecond);
  worker.step();
  worker.pacer.change(constant_rate(per_second(10)), kStart);
  worker.run_until(kStart + 10 * kSecond);
  CHECK(waiting(worker) == 0);
  check_no_gap(worker);
  check_in_order(worker);
  CHECK(intended_within(worker, kStart, kStart + 3 * kSecond) == 3'000);
  CHECK(intended_within(worker, kStart + 3 * kSecond, kStart + 10 * kSecond) == 70);
}

TEST_CASE("a change to max or bytes makes the backlog due now") {
  const scenario::Rate next = GENERATE(unlimited(), bytes_per_second(10'000));
  Simulation worker{per_second(1'000)};
  worker.run_until(kStart + kSecond);
  worker.stall(2 * kSecond);
  worker.step();
  const auto made = worker.made.size();
  const auto due = worker.pacer.scheduled();
  REQUIRE(due > made + 500);
  worker.pacer.change(constant_rate(next), kStart);
  CHECK(waiting(worker) == due - made);
  for (int step = 0; step < 40'000 && worker.made.size() < due; ++step, worker.now += kMillisecond) worker.step();
  REQUIRE(worker.made.size() >= due);
  CHECK(worker.made[made].intended == kStart + 3 * kSecond);
  CHECK(waiting(worker) == 0);
  check_no_gap(worker);
  check_in_order(worker);
}

TEST_CASE("a change between records and bytes counts each unit separately") {
  Simulation worker{per_second(100)};
  worker.run_until(kStart + kSecond);
  const auto before = worker.made.size();
  worker.pacer.change(constant_rate(bytes_per_second(50'000)), kStart);  // 500 records of 100 bytes
  worker.run_until(kStart + 3 * kSecond);
  CHECK(worker.made.size() == Approx(before + 1'000).margin(1));
  const auto second = worker.made.size();
  worker.pacer.change(constant_rate(bytes_per_second(5'000)), kStart);
  worker.run_until(kStart + 4 * kSecond);
  CHECK(worker.made.size() == Approx(second + 50).margin(1));
  const auto third = worker.made.size();
  worker.pacer.change(constant_rate(per_second(100)), kStart);
  worker.run_until(kStart + 5 * kSecond);
  CHECK(worker.made.size() == Approx(third + 100).margin(1));
  CHECK(waiting(worker) == 0);
  CHECK(worker.pacer.skipped_bytes() == 0);
  check_no_gap(worker);
  check_in_order(worker);
}

TEST_CASE("a change from bytes to records skips and counts late bytes") {
  Simulation worker{bytes_per_second(100'000)};
  worker.run_until(kStart + kSecond);
  worker.stall(2 * kSecond);
  worker.step();
  const auto bytes = worker.bytes;
  worker.pacer.change(constant_rate(per_second(10)), kStart);
  CHECK(worker.pacer.skipped_bytes() == Approx(300'000 - bytes).margin(100));
  worker.run_until(kStart + 4 * kSecond);
  CHECK(worker.made.size() == bytes / 100 + 11);
}

TEST_CASE("bounds hold after any change of rate") {
  const scenario::Rate next = GENERATE(per_second(5), per_second(20'000), bytes_per_second(40'000), unlimited());
  Simulation records{per_second(100), stop_after_records(250)};
  records.run_until(kStart + kSecond);
  records.pacer.change(constant_rate(next), kStart);
  records.run_until(kStart + kMinute);
  CHECK(records.pacer.is_finished());
  CHECK(records.made.size() == 250);
  CHECK(records.pacer.scheduled() == 250);

  Simulation bytes{per_second(100), stop_after_bytes(25'000)};
  bytes.run_until(kStart + kSecond);
  bytes.pacer.change(constant_rate(next), kStart);
  bytes.run_until(kStart + kMinute);
  CHECK(bytes.pacer.is_finished());
  CHECK(bytes.bytes == 25'000);

  Simulation timed{per_second(100), stop_after_duration(1'100 * kMillisecond)};
  timed.run_until(kStart + kSecond);
  timed.pacer.change(constant_rate(next), kStart);
  timed.run_until(kStart + kMinute);
  CHECK(timed.pacer.is_finished());
  CHECK(timed.made.back().intended < kStart + 1'100 * kMillisecond);
}

TEST_CASE("a replacement schedule that is over ends the stream, one that starts does not") {
  const Schedule short_schedule{staged({scenario::Hold{per_second(10), kSecond}}, 1)};
  Simulation over{per_second(100)};
  over.run_until(kStart + 2 * kSecond);
  over.pacer.change(short_schedule, over.pacer.now());
  CHECK(over.pacer.is_finished());
  Simulation fresh{per_second(100)};
  fresh.run_until(kStart + 2 * kSecond);
  const auto before = fresh.made.size();
  fresh.pacer.change(short_schedule, kStart);
  fresh.run_until(kStart + kMinute);
  CHECK(fresh.pacer.is_finished());
  CHECK(fresh.made.size() == before + 9);  // the last one before was due at the change itself
}

// Compared with an independent computation: exact fractions of records, interval by interval.
TEST_CASE("the count after many changes is the area under all rates") {
  std::mt19937_64 random{29};
  for (int round = 0; round < 40; ++round) {
    Simulation worker{per_second(500), {}, 300 * kMicrosecond};
    long double area = 1;  // the first one is due at once
    scenario::Rate rate = per_second(500);
    for (int change = 0; change < 60; ++change) {
      const StreamTime begin = worker.now;
      // The clock is read first, as in a worker.
      worker.run_until(begin + kTick + nanos(random() % 300'000'000));
      if (random() % 5 == 0) worker.stall(nanos(random() % 400'000'000));
      worker.step();
      area += static_cast<long double>(rate.amount) * static_cast<long double>((worker.now - begin).count()) /
              static_cast<long double>(rate.per.count());
      rate = random() % 4 == 0 ? per_second(0) : every(random() % 2'000, nanos(1 + random() % 2'000'000'000));
      worker.pacer.change(constant_rate(rate), kStart + nanos(random() % 1'000'000'000));
      REQUIRE(std::abs(static_cast<long double>(worker.pacer.scheduled()) - area) < 1.001L);
    }
    worker.pacer.change(constant_rate(per_second(1)), kStart);
    worker.run_until(worker.now + kMinute);
    CHECK(waiting(worker) == 0);
    check_no_gap(worker);
    check_in_order(worker);
  }
}

TEST_CASE("no change of rate loses or reuses an index, even if the stream is late") {
  std::mt19937_64 random{31};
  const std::vector<Schedule> choices{
      constant_rate(per_second(0)),
      constant_rate(per_second(7)),
      constant_rate(per_second(30'000)),
      constant_rate(unlimited()),
      constant_rate(bytes_per_second(0)),
      constant_rate(bytes_per_second(70'000)),
      recorded_rate(),
      Schedule{staged({scenario::Ramp{per_second(0), per_second(5'000), kSecond}})},
      Schedule{staged({scenario::Burst{per_second(0), per_second(900), kMillisecond, 20 * kMillisecond}})},
  };
  for (int round = 0; round < 60; ++round) {
    Simulation worker{Pacer{choices[random() % choices.size()], {}}, kMillisecond};
    worker.min_size = 0;
    std::uint64_t scheduled = 0;
    for (int change = 0; change < 80; ++change) {
      worker.run_until(worker.now + nanos(random() % 20'000'000));
      if (random() % 4 == 0) worker.stall(nanos(random() % 200'000'000));
      if (random() % 4 == 0) worker.blocked(nanos(random() % 20'000'000));
      worker.pacer.advance_to(worker.now);
      worker.pacer.change(choices[random() % choices.size()], random() % 2 == 0 ? kStart : worker.now);
      REQUIRE(worker.pacer.scheduled() >= scheduled);
      scheduled = worker.pacer.scheduled();
      REQUIRE(worker.pacer.index() == worker.made.size());
    }
    worker.pacer.change(constant_rate(per_second(10)), kStart);
    worker.run_until(worker.now + 10 * kMinute);
    CHECK(waiting(worker) == 0);
    check_no_gap(worker);
    check_in_order(worker);
  }
}

namespace {

// A step every 10 ms, with at most five records.
std::uint64_t run_until(Pacer& pacer, StreamTime end) {
  std::uint64_t records = 0;
  for (StreamTime now = pacer.now(); now <= end && !pacer.is_finished(); now += 10 * kMillisecond) {
    pacer.advance_to(now);
    for (int made = 0; made < 5 && pacer.is_ready(); ++made, ++records) pacer.count_made(1);
  }
  return records;
}

}  // namespace

TEST_CASE("a paused stream with a time bound ends when its time is over, not before") {
  const scenario::StopAfter ten_seconds{.records = {}, .duration = 10 * kSecond, .bytes = {}};
  for (const auto unit :
       {scenario::Rate::Unit::records, scenario::Rate::Unit::bytes, scenario::Rate::Unit::unlimited}) {
    CAPTURE(static_cast<int>(unit));
    const auto amount = unit == scenario::Rate::Unit::unlimited ? std::uint64_t{0} : std::uint64_t{100};
    const auto per = unit == scenario::Rate::Unit::unlimited ? Duration{} : kSecond;
    const Schedule written{scenario::constant({unit, amount, per})};
    const auto pause_unit =
        unit == scenario::Rate::Unit::bytes ? scenario::Rate::Unit::bytes : scenario::Rate::Unit::records;
    Pacer pacer{written, ten_seconds};
    CHECK(run_until(pacer, kStart + 2 * kSecond) > 100);
    pacer.change(Schedule{scenario::constant({pause_unit, 0, kSecond})}, kStart);
    CHECK(run_until(pacer, kStart + 3 * kSecond) == 0);
    CHECK_FALSE(pacer.is_finished());
    CHECK(pacer.next_wakeup() == kStart + 10 * kSecond);
    Pacer resumed = pacer;
    resumed.change(written, kStart + 3 * kSecond);
    CHECK(run_until(resumed, kStart + 4 * kSecond) > 50);
    CHECK_FALSE(resumed.is_finished());
    pacer.advance_to(kStart + 10 * kSecond);  // never resumed
    CHECK(pacer.is_finished());
  }
}
