// The history that other threads read equals what the pacer of the stream used.
#include "pacing/schedule_history.hpp"

#include <atomic>
#include <thread>

#include "simulation.hpp"

using namespace spate;
using namespace spate::pacing;

namespace {

Schedule constant_rate(std::uint64_t amount) { return Schedule{scenario::constant(per_second(amount))}; }

// Changes to `next` as a worker does.
void change(Simulation& worker, ScheduleHistory& history, const Schedule& next) {
  worker.pacer.advance_to(worker.now);
  worker.pacer.change(next, kStart);
  history.add(worker.pacer.now(), worker.pacer.index(), worker.pacer.bytes_before(), worker.pacer.schedule());
}

}  // namespace

TEST_CASE("the history of an unchanged stream is the written schedule") {
  const ScheduleHistory history{constant_rate(10)};
  CHECK_FALSE(history.has_changes());
  CHECK(history.due_by(kStart + 2 * kSecond) == 21);
  CHECK(history.intended(20) == kStart + 2 * kSecond);
  CHECK(history.planned_end(20, 0) == kStart + 2 * kSecond);
  CHECK(ScheduleHistory{Schedule{scenario::constant(unlimited())}}.planned_end(20, 0) == kNever);
}

TEST_CASE("a changed rate counts from the change, and earlier times stay") {
  const auto before = constant_rate(10);
  ScheduleHistory history{before};
  const auto faster = *before.with_change(kStart + 2 * kSecond, constant_rate(100), kStart, 21);
  history.add(kStart + 2 * kSecond, 21, 0, faster);
  CHECK(history.has_changes());
  CHECK(history.due_by(kStart + kSecond) == 11);
  CHECK(history.intended(5) == kStart + kSecond / 2);
  CHECK(history.due_by(kStart + 2 * kSecond) == 21);
  CHECK(history.due_by(kStart + 3 * kSecond) == 121);
  CHECK(history.intended(120) == kStart + 3 * kSecond);
  CHECK(history.planned_end(120, 0) == kStart + 3 * kSecond);
  // One of them is a pause.
  history.add(kStart + 4 * kSecond, 221, 0, *faster.with_change(kStart + 4 * kSecond, constant_rate(0), kStart, 221));
  CHECK(history.due_by(kStart + kMinute) == 221);
  CHECK(history.intended(221) == kNever);
  CHECK(history.planned_end(221, 0) == kStart + 4 * kSecond);
  CHECK(history.intended(120) == kStart + 3 * kSecond);
}

TEST_CASE("add_reserved() reads like add(), after any number of changes") {
  for (const int changes : {0, 1, 998, 999, 1000, 1500}) {
    CAPTURE(changes);
    ScheduleHistory history{constant_rate(10)};
    history.reserve();
    std::uint64_t made = 0;
    StreamTime now{};
    for (int change = 0; change < changes; ++change) {
      now += kSecond;
      made += 10;
      history.add(now, made, 0, constant_rate(10).started_at(now, {}, made));
    }
    for (std::size_t change = 0; change < ScheduleHistory::kReserved; ++change) {
      now += kSecond;
      made += 10;
      history.add_reserved(now, made, 0, constant_rate(10).started_at(now, {}, made));
      CHECK(history.due_by(now - Duration{1}) == made);
      CHECK(history.due_by(now) == made + 1);
      CHECK(history.intended(made) == now);
      CHECK(history.due_by(now + 2 * kSecond) == made + 21);
    }
  }
}

TEST_CASE("N does not grow at max or at a rate in bytes") {
  ScheduleHistory history{constant_rate(10)};
  history.add(kStart + 2 * kSecond, 21, 0, Schedule{scenario::constant(unlimited())});
  CHECK(history.any_unlimited());
  CHECK(history.due_by(kStart + kMinute) == 21);
  CHECK(history.intended(21) == kStart + 2 * kSecond);
  CHECK(history.planned_end(9'000, 0) == kNever);
  history.add(kStart + 4 * kSecond, 5'000, 0, constant_rate(10).started_at(kStart + 4 * kSecond, kStart, 5'000));
  CHECK(history.any_unlimited());
  CHECK(history.due_by(kStart + 3 * kSecond) == 21);
  CHECK(history.due_by(kStart + 5 * kSecond) == 5'011);
  CHECK(history.intended(3'000) == kStart + 2 * kSecond);
  CHECK(history.intended(5'010) == kStart + 5 * kSecond);
  CHECK(history.planned_end(5'010, 0) == kStart + 5 * kSecond);
}

TEST_CASE("the planned time of a rate in bytes follows from the bytes made since its start") {
  ScheduleHistory history{constant_rate(10)};
  history.add(kStart + 2 * kSecond, 20, 4'000,
              Schedule{scenario::constant(bytes_per_second(1'000))}.started_at(kStart + 2 * kSecond, kStart, 0));
  CHECK(history.due_by(kStart + kMinute) == 20);
  CHECK(history.planned_end(70, 9'000) == kStart + 7 * kSecond);
}

TEST_CASE("the history has the intended time that the pacer gave each record") {
  std::mt19937_64 random{11};
  for (int round = 0; round < 40; ++round) {
    Simulation worker{per_second(1'000), {}, 700 * kMicrosecond};
    ScheduleHistory history{worker.pacer.schedule()};
    std::vector<bool> known;  // by record: made at a rate in records
    bool in_records = true;
    for (int step = 0; step < 60; ++step) {
      worker.run_until(worker.now + kMillisecond * nanos(random() % 20).count());
      known.resize(worker.made.size(), in_records);
      if (random() % 4 == 0) worker.stall(kMillisecond * nanos(random() % 30).count());
      const auto kind = random() % 8;
      in_records = kind > 1;
      const scenario::Rate rate = kind == 0   ? bytes_per_second(50'000)
                                  : kind == 1 ? unlimited()
                                              : per_second(random() % 5'000);
      change(worker, history, Schedule{scenario::constant(rate)});
    }
    for (const auto& record : worker.made) {
      if (record.index < known.size() && known[record.index]) CHECK(history.intended(record.index) == record.intended);
    }
    std::uint64_t last = 0;
    for (StreamTime time{}; time < worker.now; time += since_start(worker.now) / 500) {
      const auto due = history.due_by(time);
      // A record of the backlog that becomes due at the change was due before it, too.
      CHECK(due + 200 >= last);
      last = due;
    }
  }
}

TEST_CASE("the history keeps about the last 1,000 changes") {
  ScheduleHistory history{constant_rate(10)};
  for (std::uint64_t n = 1; n <= 3'217; ++n) {
    const auto begin = kStart + static_cast<Duration::rep>(n) * kSecond;
    history.add(begin, 10 * n, 0, constant_rate(10).started_at(begin, kStart, 10 * n));
  }
  CHECK(history.intended(32'175) == kStart + 3'217 * kSecond + kSecond / 2);
  CHECK(history.intended(28'005) == kStart + 2'800 * kSecond + kSecond / 2);
  CHECK(history.due_by(kStart + 2'800 * kSecond) == 28'001);
  CHECK(history.intended(0) > kStart + 2'000 * kSecond);
  CHECK(history.intended(0) < kStart + 2'800 * kSecond);
  CHECK(history.due_by(kStart) > 20'000);
}

TEST_CASE("the history keeps fewer changes if they use much memory") {
  const auto wave = [](std::uint64_t mean) {
    return Schedule{scenario::RateProfile{.stages = {scenario::Sine{per_second(mean), per_second(1), kMinute, {}}},
                                          .repeat = 1,
                                          .windows = {},
                                          .scale = {}}};
  };
  ScheduleHistory history{constant_rate(10)};
  for (std::uint64_t n = 1; n <= 200; ++n) {
    const auto begin = kStart + static_cast<Duration::rep>(n) * kSecond;
    history.add(begin, 10 * n, 0, wave(10 + n).started_at(begin, kStart, 10 * n));
  }
  CHECK(history.intended(1'850) == kStart + 185 * kSecond);
  CHECK(history.intended(0) > kStart + 150 * kSecond);
  // Schedules that share memory count it once.
  const auto shared = wave(100);
  for (std::uint64_t n = 201; n <= 600; ++n) {
    const auto begin = kStart + static_cast<Duration::rep>(n) * kSecond;
    history.add(begin, 10 * n, 0, shared.started_at(begin, kStart, 10 * n));
  }
  CHECK(history.intended(2'500) == kStart + 250 * kSecond);
}

TEST_CASE("threads read the history while the worker adds") {
  ScheduleHistory history{constant_rate(1'000)};
  std::atomic<bool> reads{false};
  std::uint64_t sum = 0;
  std::thread reader{[&] {
    do {
      sum += history.due_by(kStart + kSecond / 2) + (history.intended(100) > kStart);
      reads = true;
    } while (history.due_by(kStart + kMinute) < 60'001 + 2'500);
  }};
  while (!reads) std::this_thread::yield();
  for (std::uint64_t n = 1; n <= 2'500; ++n)
    history.add(kStart + kSecond, 1'001, 0, constant_rate(1'000).started_at(kStart + kSecond, kStart, 1'001 + n));
  reader.join();
  CHECK(sum > 0);
}
