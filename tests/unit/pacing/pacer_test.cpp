#include "pacing/pacer.hpp"

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

#include "simulation.hpp"

using namespace spate;
using namespace spate::pacing;

namespace {

// Maximum number of records within any span of this length that starts at `from` or later.
std::size_t max_within(const std::vector<MadeRecord>& made, Duration span, StreamTime from) {
  std::size_t max = 0;
  auto end = made.begin();
  for (auto begin = made.begin(); begin != made.end(); ++begin) {
    if (begin->at < from) continue;
    while (end != made.end() && end->at < begin->at + span) ++end;
    max = std::max(max, static_cast<std::size_t>(end - begin));
  }
  return max;
}

// Twice the target, plus the first step of the pacer: 10 ms of lateness, sent at twice the target.
std::size_t max_allowed(std::uint64_t rate, Duration span) {
  return static_cast<std::size_t>(2 * to_seconds(span + 10 * kMillisecond) * static_cast<double>(rate)) + 2;
}

// Maximum lateness of a record.
Duration max_lateness(const Simulation& worker) {
  Duration max{};
  for (const MadeRecord& record : worker.made) max = std::max(max, record.at - record.intended);
  return max;
}

}  // namespace

TEST_CASE("the count after 20 s is exact at any rate, even if each sleep ends late") {
  const auto [rate, jitter] = GENERATE(table<std::uint64_t, Duration>({{1, Duration{}},
                                                                       {1, 2 * kMillisecond},
                                                                       {7, 100 * kMicrosecond},
                                                                       {3'333, Duration{}},
                                                                       {3'333, 2 * kMillisecond},
                                                                       {100'000, 100 * kMicrosecond},
                                                                       {300'000, 2 * kMillisecond}}));
  Simulation worker{per_second(rate), {}, jitter};
  worker.run_until(kStart + 20 * kSecond - kTick);
  INFO(rate << "/s, jitter " << jitter.count() << " ns");
  // The last step is at 20 s. It may leave a batch for the next one.
  while (worker.pacer.is_ready()) worker.make();
  CHECK(worker.made.size() == 20 * rate);
  CHECK(waiting(worker) == 0);
  check_in_order(worker);
}

TEST_CASE("every record is made at its intended time if sleeps end on time") {
  const auto rate = GENERATE(1U, 7U, 1'000U, 100'000U);
  constexpr Duration kJitter = 100 * kMicrosecond;
  Simulation worker{per_second(rate), {}, kJitter};
  worker.run_until(kStart + 3 * kSecond);
  CHECK(max_lateness(worker) <= kJitter + 400 * kMicrosecond);
}

TEST_CASE("intended times equal the schedule after stalls") {
  const Schedule schedule{scenario::constant(per_second(777))};
  Simulation worker{per_second(777)};
  for (int round = 0; round < 5; ++round) {
    worker.run_until(worker.now + kSecond);
    worker.stall(3 * kSecond);
  }
  for (const MadeRecord& record : worker.made) REQUIRE(record.intended == schedule.intended(record.index));
}

TEST_CASE("a slow stream wakes only for its records") {
  Simulation once_a_second{per_second(1), {}, kMillisecond};
  once_a_second.run_until(kStart + 20 * kSecond);
  CHECK(once_a_second.sleeps <= once_a_second.made.size());
  Simulation every_ten_minutes{every(1, 10 * kMinute), {}, kMillisecond};
  every_ten_minutes.run_until(kStart + kMinute * 60 * 24);
  CHECK(every_ten_minutes.made.size() == 6 * 24 + 1);
  CHECK(every_ten_minutes.sleeps <= every_ten_minutes.made.size());
}

TEST_CASE("a fast stream does not wake for each record") {
  Simulation worker{per_second(300'000)};
  worker.run_until(kStart + kSecond);
  CHECK(worker.sleeps <= 5'000);
}

TEST_CASE("a long planned sleep is not lateness: the next record is made when it is due") {
  for (const Duration gap : {kSecond, 10 * kMinute, 60 * kMinute}) {
    Simulation worker{every(1, gap), {}, kMillisecond};
    worker.run_until(kStart + 20 * gap);
    CHECK(worker.made.size() == 21);
    CHECK(max_lateness(worker) <= kMillisecond);
  }
}

TEST_CASE("a stream catches up after a stall of 2 s at no more than twice its rate") {
  const auto rate = GENERATE(10U, 1'000U, 100'000U);
  Simulation worker{per_second(rate), {}, 50 * kMicrosecond};
  worker.run_until(kStart + kSecond);
  SECTION("the machine is suspended") { worker.stall(2 * kSecond); }
  SECTION("the queue is full") { worker.blocked(2 * kSecond); }
  const StreamTime stall_end = worker.now;
  worker.run_until(stall_end + 1'500 * kMillisecond);
  CHECK(waiting(worker) > 0);
  worker.run_until(stall_end + 3 * kSecond);
  CHECK(waiting(worker) == 0);
  worker.run_until(stall_end + 4 * kSecond);

  INFO(rate << "/s");
  CHECK(max_within(worker.made, 50 * kMillisecond, stall_end) <= max_allowed(rate, 50 * kMillisecond));
  CHECK(max_within(worker.made, kSecond, stall_end) <= max_allowed(rate, kSecond));
  CHECK(worker.pacer.skipped() == 0);
  CHECK(worker.pacer.scheduled() == Schedule{scenario::constant(per_second(rate))}.due_by(worker.now));
  check_in_order(worker);
  const MadeRecord& last = worker.made.back();
  CHECK(last.at - last.intended <= 500 * kMicrosecond);
}

TEST_CASE("repeated stalls never exceed twice the rate and lose no record") {
  std::mt19937_64 random{23};
  for (const std::uint64_t rate : {50U, 5'000U, 50'000U}) {
    Simulation worker{per_second(rate), {}, kMillisecond};
    for (int round = 0; round < 30; ++round) {
      worker.run_until(worker.now + kMillisecond * nanos(random() % 300).count());
      if (random() % 2 == 0) {
        worker.stall(kMillisecond * nanos(random() % 150).count());
      } else {
        worker.blocked(kMillisecond * nanos(random() % 150).count());
      }
    }
    check_in_order(worker);
    // Each return from a stall may bring its first step. A window of 50 ms has at most three here.
    CHECK(max_within(worker.made, 50 * kMillisecond, kStart) <= 3 * max_allowed(rate, 50 * kMillisecond));
    worker.run_until(worker.now + 20 * kSecond);
    CHECK(waiting(worker) == 0);
    CHECK(worker.made.size() == Schedule{scenario::constant(per_second(rate))}.due_by(worker.now));
  }
}

TEST_CASE("a stall of 10 min skips what is older than 5 min") {
  const std::uint64_t rate = GENERATE(1U, 10U, 1'000U);
  Simulation worker{per_second(rate)};
  worker.run_until(kStart + 10 * kSecond);
  worker.stall(10 * kMinute);
  const auto before = worker.made.size();
  worker.step();
  const StreamTime oldest = worker.now - 5 * kMinute;
  const auto skipped = worker.pacer.skipped();
  CHECK(skipped == Schedule{scenario::constant(per_second(rate))}.due_by(oldest - kTick) - before);
  REQUIRE(worker.made.size() > before);
  CHECK(worker.made[before].intended >= oldest);
  CHECK(worker.made[before].index == before + skipped);

  worker.run_until(worker.now + 6 * kMinute);
  check_in_order(worker);
  CHECK(worker.pacer.skipped() == skipped);
  CHECK(waiting(worker) == 0);
  CHECK(worker.made.size() + skipped == Schedule{scenario::constant(per_second(rate))}.due_by(worker.now));
  CHECK(max_within(worker.made, kSecond, oldest + 5 * kMinute) <= max_allowed(rate, kSecond));
}

TEST_CASE("a stream blocked for 10 min keeps a backlog of at most 5 min") {
  Simulation worker{per_second(100)};
  worker.run_until(kStart + kSecond);
  worker.blocked(10 * kMinute);
  worker.pacer.advance_to(worker.now);
  CHECK(waiting(worker) <= 5 * 60 * 100 + 1);
  CHECK(waiting(worker) >= 5 * 60 * 100 - 1);
  worker.run_until(worker.now + 6 * kMinute);
  CHECK(waiting(worker) == 0);
}

TEST_CASE("a rate in bytes is exact within one record") {
  const auto rate = GENERATE(500U, 100'000U, 2U * 1024 * 1024);
  Simulation worker{bytes_per_second(rate), {}, 100 * kMicrosecond};
  worker.min_size = 20;
  worker.max_size = 2'000;
  worker.run_until(kStart + 60 * kSecond);
  while (worker.pacer.is_ready()) worker.make();
  const auto due = static_cast<double>(rate) * to_seconds(since_start(worker.now));
  CHECK(static_cast<double>(worker.bytes) >= due);
  CHECK(static_cast<double>(worker.bytes) <= due + 2'000);
  CHECK(worker.pacer.scheduled() == worker.made.size());
  CHECK(worker.pacer.target_rate() == Approx(rate / 1'010.0).epsilon(0.5));
  check_in_order(worker);
}

TEST_CASE("a rate in bytes catches up at no more than twice its rate, up to max_backlog") {
  Simulation worker{bytes_per_second(100'000)};  // 1,000 records of 100 bytes
  worker.run_until(kStart + kSecond);
  worker.stall(10 * kMinute);
  const StreamTime stall_end = worker.now;
  const auto before = worker.bytes;
  worker.run_until(stall_end + 6 * kMinute);
  CHECK(max_within(worker.made, kSecond, stall_end) <= max_allowed(1'000, kSecond));
  const auto caught_up = static_cast<double>(worker.bytes - before);
  CHECK(caught_up == Approx(11.0 * 60 * 100'000).margin(200));
  CHECK(worker.made.back().at - worker.made.back().intended <= 2 * kMillisecond);
  CHECK(worker.pacer.scheduled() == worker.made.size());
}

TEST_CASE("with max a record is always ready and intended now") {
  Simulation worker{unlimited()};
  for (const Duration pause : {Duration{}, kMillisecond, Duration{}, 2 * kSecond, 10 * kMinute, kMillisecond}) {
    worker.stall(pause);
    worker.pacer.advance_to(worker.now);
    REQUIRE(worker.pacer.is_ready());
    CHECK(worker.pacer.intended() == worker.now);
    worker.make();
    REQUIRE(worker.pacer.is_ready());
  }
  CHECK(worker.pacer.scheduled() == 6);
  CHECK(worker.pacer.skipped() == 0);
  CHECK(std::isinf(worker.pacer.target_rate()));
}

TEST_CASE("a bound in records ends a stream of any rate") {
  const auto rate = GENERATE(per_second(1'000), bytes_per_second(100'000), unlimited());
  Simulation worker{rate, stop_after_records(50)};
  worker.run_until(kStart + kMinute);
  CHECK(worker.pacer.is_finished());
  CHECK_FALSE(worker.pacer.is_ready());
  CHECK(worker.made.size() == 50);
  CHECK(worker.pacer.scheduled() == 50);
}

TEST_CASE("a bound in bytes ends a stream of any rate with the record that reaches it") {
  const auto rate = GENERATE(per_second(1'000), per_second(1'000'000), bytes_per_second(100'000), unlimited());
  Simulation worker{rate, stop_after_bytes(5'050)};
  worker.run_until(kStart + kMinute);
  CHECK(worker.pacer.is_finished());
  CHECK(worker.bytes == 5'100);
  CHECK(worker.pacer.scheduled() == 51);
}

TEST_CASE("a bound in time contains every record intended before its end") {
  Simulation timed{per_second(7), stop_after_duration(20 * kSecond)};
  timed.run_until(kStart + kMinute);
  CHECK(timed.pacer.is_finished());
  CHECK(timed.made.size() == 140);

  Simulation bytes{bytes_per_second(1'000), stop_after_duration(20 * kSecond)};
  bytes.run_until(kStart + kMinute);
  CHECK(bytes.pacer.is_finished());
  CHECK(bytes.bytes == 20'000);

  Simulation max{unlimited(), stop_after_duration(kMillisecond)};
  max.run_until(kStart + kMinute);
  CHECK(max.pacer.is_finished());
  CHECK(max.made.back().at < kStart + kMillisecond);
}

TEST_CASE("a bound in time does not drop late records") {
  Simulation worker{per_second(100), stop_after_duration(2 * kSecond)};
  worker.run_until(kStart + kSecond);
  worker.stall(10 * kSecond);
  worker.run_until(kStart + kMinute);
  CHECK(worker.pacer.is_finished());
  CHECK(worker.made.size() == 200);
  CHECK(worker.pacer.scheduled() == 200);
}

TEST_CASE("a stream whose whole duration is skipped as backlog ends and counts it") {
  Simulation worker{per_second(100), stop_after_duration(2 * kSecond)};
  worker.stall(20 * kMinute);
  worker.step();
  CHECK(worker.pacer.is_finished());
  CHECK(worker.pacer.skipped() == 200);
  CHECK(worker.pacer.scheduled() == 200);
}

TEST_CASE("a bound of 0 is reached before the first record") {
  const auto rate = GENERATE(per_second(1'000), bytes_per_second(1'000), unlimited());
  CHECK(Pacer{Schedule{scenario::constant(rate)}, stop_after_records(0)}.is_finished());
  CHECK(Pacer{Schedule{scenario::constant(rate)}, stop_after_bytes(0)}.is_finished());
  CHECK(Pacer{Schedule{scenario::constant(rate)}, stop_after_duration({})}.is_finished());
}

TEST_CASE("a rate of 0 makes no record ready") {
  const auto rate = GENERATE(per_second(0), bytes_per_second(0));
  Pacer pacer{Schedule{scenario::constant(rate)}, {}};
  for (const Duration now : {Duration{}, kSecond, 60 * kMinute}) {
    pacer.advance_to(kStart + now);
    CHECK_FALSE(pacer.is_ready());
    CHECK(pacer.next_wakeup() == kNever);
    CHECK(pacer.scheduled() == 0);
    CHECK(pacer.target_rate() == 0);
  }
}

TEST_CASE("advance_to with the same time changes nothing") {
  const auto rate = GENERATE(per_second(1'000), bytes_per_second(100'000));
  Simulation worker{rate};
  worker.run_until(kStart + kSecond);
  worker.stall(2 * kSecond);  // late, so that released time matters
  worker.step();
  for (int round = 0; round < 100; ++round) {
    REQUIRE(worker.pacer.next_wakeup() > worker.now);
    worker.pacer.advance_to(worker.now);
    REQUIRE_FALSE(worker.pacer.is_ready());
  }
}

TEST_CASE("behind() includes records that when_late does not release yet") {
  Simulation worker{per_second(100)};
  worker.run_until(kStart + kSecond);
  CHECK(worker.pacer.behind() == Duration{});
  worker.stall(2 * kSecond);
  worker.step();
  REQUIRE_FALSE(worker.pacer.is_ready());
  CHECK(worker.pacer.behind() == worker.now - worker.pacer.intended());
  CHECK(worker.pacer.behind() > kSecond);
  worker.run_until(worker.now + 3 * kSecond);
  CHECK(worker.pacer.behind() == Duration{});

  Simulation max{unlimited(), stop_after_records(10)};
  max.pacer.advance_to(kStart + kSecond);
  CHECK(max.pacer.behind() == Duration{});
}

TEST_CASE("the target rate is the rate of the schedule, and 0 after the end") {
  Simulation worker{per_second(500), stop_after_records(10)};
  worker.step();
  CHECK(worker.pacer.target_rate() == Approx(500));
  worker.run_until(kStart + kSecond);
  CHECK(worker.pacer.target_rate() == 0);
}
