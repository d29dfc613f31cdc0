#include "run/limits/stream_meter.hpp"

#include <limits>

#include "catch.hpp"

using namespace spate;
using namespace spate::run;

namespace {

constexpr MonotonicTime kStart{100 * kSecond};

// A stream at 1,000/s that started at kStart. Its worker is thread 7.
struct Stream {
  Stream() {
    stats.worker.started = kStart;
    stats.worker.thread = 7;
    stats.target_rate = 1000;
  }
  void send(std::uint64_t due, std::uint64_t enqueued) {
    stats.worker.scheduled.add(due);
    stats.worker.enqueued.add(enqueued);
  }

  stats::StreamStats stats;
  ThreadTimesByNumber threads{{7, {}}, {8, {.running = 5 * kSecond, .waiting = 5 * kSecond}}};
};

}  // namespace

TEST_CASE("no measurement before the start and after the end of a stream") {
  Stream stream;
  StreamMeter meter{stream.stats, scenario::Rate::Unit::records};
  CHECK_FALSE(meter.measure(kStart - kSecond, stream.threads));
  CHECK_FALSE(meter.measure(kStart, stream.threads));
  CHECK(meter.measure(kStart + kSecond, stream.threads)->interval == kSecond);
  stream.stats.worker.ended = kStart + 1500 * kMillisecond;
  CHECK(meter.measure(kStart + 2 * kSecond, stream.threads)->interval == kSecond / 2);
  CHECK_FALSE(meter.measure(kStart + 3 * kSecond, stream.threads));
}

TEST_CASE("each measurement covers one interval") {
  Stream stream;
  StreamMeter meter{stream.stats, scenario::Rate::Unit::records};
  stream.send(1000, 600);
  stream.stats.worker.blocked.add(kSecond / 2);
  stream.threads[7] = {.running = kSecond / 4, .waiting = kSecond / 8};
  auto second = *meter.measure(kStart + kSecond, stream.threads);
  CHECK(second.due == 1000);
  CHECK(second.missing == 400);
  CHECK(second.blocked == Approx(0.5));
  CHECK(second.working == Approx(0.25));
  CHECK(second.starved == Approx(0.125));

  stream.send(1000, 1300);
  stream.threads[7].running += kSecond / 10;
  second = *meter.measure(kStart + 2 * kSecond, stream.threads);
  CHECK(second.due == 1000);
  CHECK(second.missing == -300);
  CHECK(second.blocked == 0);
  CHECK(second.working == Approx(0.1));
  CHECK(second.starved == 0);
}

TEST_CASE("skipped records are missing, dropped records are not") {
  Stream stream;
  StreamMeter meter{stream.stats, scenario::Rate::Unit::records};
  stream.send(1000, 700);
  stream.stats.worker.dropped.add(100);
  stream.stats.worker.skipped[static_cast<std::size_t>(stats::SkipReason::late)].add(150);
  const auto second = *meter.measure(kStart + kSecond, stream.threads);
  CHECK(second.due == 900);
  CHECK(second.missing == 200);  // skipped, and 50 still waiting
}

TEST_CASE("a worker without CPU time is behind and starved") {
  Stream stream;
  StreamMeter meter{stream.stats, scenario::Rate::Unit::records};
  stream.stats.worker.next_wakeup = kStart + 400 * kMillisecond;
  const auto second = *meter.measure(kStart + kSecond, stream.threads);
  CHECK(second.behind == 600 * kMillisecond);
  CHECK(second.starved == Approx(0.6));
  CHECK(stats::limit_reason(second) == stats::LimitReason::cpu);
}

TEST_CASE("a worker that sleeps until its next record is not behind and not starved") {
  Stream stream;
  StreamMeter meter{stream.stats, scenario::Rate::Unit::records};
  stream.stats.worker.next_wakeup = kStart + kMinute;
  const auto second = *meter.measure(kStart + kSecond, stream.threads);
  CHECK(second.behind == Duration{});
  CHECK(second.starved == 0);
}

TEST_CASE("a stream that starts late and catches up at its limit has no limit reason") {
  Stream stream;
  StreamMeter meter{stream.stats, scenario::Rate::Unit::records};
  stream.stats.worker.initial_backlog = 6 * kSecond;
  // 6 s late at 1,000/s: the worker enqueues 2,000/s, in short turns with waits in between.
  for (int second = 1; second <= 5; ++second) {
    CAPTURE(second);
    stream.send(second == 1 ? 7'000 : 1'000, 2'000);
    stream.stats.worker.behind = (6 - second) * kSecond;
    stream.stats.worker.catch_up_wait.add(kSecond * 7 / 10);
    stream.threads[7].running += kSecond / 10;
    stream.threads[7].waiting += kSecond / 10;
    const auto measurement = *meter.measure(kStart + second * kSecond, stream.threads);
    CHECK(measurement.catch_up_wait == Approx(0.7));
    CHECK(stats::limit_reason(measurement) == stats::LimitReason::none);
  }
}

TEST_CASE("records due within 20 ms before the end of an interval are not missing") {
  Stream stream;
  StreamMeter meter{stream.stats, scenario::Rate::Unit::records};
  // A burst starts just before the measurement: both due records wait.
  stream.send(2, 0);
  stream.stats.worker.behind = kMillisecond;
  CHECK(stats::limit_reason(*meter.measure(kStart + kSecond, stream.threads)) == stats::LimitReason::none);
  // Stopped while 20 records have waited for 20 ms, then for 2 s.
  const auto stop = [&](Duration behind) {
    auto stopped = meter;
    stream.stats.worker.behind_at_end = behind;
    return stats::limit_reason(*stopped.measure(kStart + 2 * kSecond, stream.threads));
  };
  stream.send(520, 502);
  stream.stats.worker.skipped[static_cast<std::size_t>(stats::SkipReason::stop)].add(20);
  stream.stats.worker.behind = Duration{};
  stream.stats.worker.ended = kStart + 1500 * kMillisecond;
  CHECK(stop(20 * kMillisecond) == stats::LimitReason::none);
  CHECK(stop(2 * kSecond) == stats::LimitReason::generator);
}

TEST_CASE("a stream that stays behind by a constant time has no limit reason") {
  Stream stream;
  StreamMeter meter{stream.stats, scenario::Rate::Unit::records};
  stream.stats.worker.initial_backlog = 6 * kSecond;
  stream.stats.worker.backlog = 6'001;
  for (int second = 1; second <= 3; ++second) {
    CAPTURE(second);
    stream.send(second == 1 ? 7'001 : 1'000, 1'000);
    // Alternates between a measurement before and after a record.
    stream.stats.worker.behind = 6 * kSecond - kSecond / 2 * (second % 2);
    stream.stats.worker.held_back = 6 * kSecond - 10 * kMillisecond + second * kMillisecond;
    stream.stats.worker.catch_up_wait.add(kSecond * 7 / 10);
    CHECK(stats::limit_reason(*meter.measure(kStart + second * kSecond, stream.threads)) == stats::LimitReason::none);
  }
}

TEST_CASE("a backlog skipped at the start is not missing in the first interval") {
  Stream stream;
  StreamMeter meter{stream.stats, scenario::Rate::Unit::records};
  stream.stats.worker.initial_backlog = 6 * kSecond;
  stream.stats.worker.backlog = 6'001;
  stream.send(7'001, 1'000);
  stream.stats.worker.skipped[static_cast<std::size_t>(stats::SkipReason::late)].add(6'001);
  const auto first = *meter.measure(kStart + kSecond, stream.threads);
  CHECK(first.due == 1'000);
  CHECK(first.missing == 0);
  CHECK(stats::limit_reason(first) == stats::LimitReason::none);
  // Records skipped later are missing.
  stream.send(1'000, 400);
  stream.stats.worker.skipped[static_cast<std::size_t>(stats::SkipReason::late)].add(600);
  CHECK(meter.measure(kStart + 2 * kSecond, stream.threads)->missing == 600);
}

TEST_CASE("a slow stream that catches up may wait for whole intervals") {
  Stream stream;
  StreamMeter meter{stream.stats, scenario::Rate::Unit::records};
  stream.stats.worker.initial_backlog = stream.stats.worker.behind = 40 * kSecond;
  stream.stats.worker.catch_up_wait_since = kStart + kSecond / 4;
  stream.stats.worker.next_wakeup = kStart + 5 * kSecond;
  CHECK(meter.measure(kStart + kSecond, stream.threads)->catch_up_wait == Approx(0.75));
  const auto second = *meter.measure(kStart + 2 * kSecond, stream.threads);
  CHECK(second.catch_up_wait == Approx(1));
  CHECK_FALSE(second.falling_behind);
  CHECK(stats::limit_reason(second) == stats::LimitReason::none);
}

TEST_CASE("a worker that first got a CPU late has the reason cpu") {
  Stream stream;
  StreamMeter meter{stream.stats, scenario::Rate::Unit::records};
  stream.send(3, 0);
  stream.stats.worker.behind = 2 * kSecond;
  stream.stats.worker.overslept.add(2 * kSecond);
  CHECK(stats::limit_reason(*meter.measure(kStart + 3 * kSecond, stream.threads)) == stats::LimitReason::cpu);
  stream.stats.limits.latest = stats::LimitReason::cpu;
  stream.send(1, 2);
  stream.stats.worker.behind = kSecond;
  stream.stats.worker.catch_up_wait.add(kSecond);
  CHECK(stats::limit_reason(*meter.measure(kStart + 4 * kSecond, stream.threads)) == stats::LimitReason::cpu);
}

TEST_CASE("a backlog that grew in the last interval has the reason cpu") {
  Stream stream;
  StreamMeter meter{stream.stats, scenario::Rate::Unit::records};
  stream.send(1'000, 1'000);
  CHECK(stats::limit_reason(*meter.measure(kStart + kSecond, stream.threads)) == stats::LimitReason::none);
  stream.send(1'000, 700);
  stream.stats.worker.behind = stream.stats.worker.held_back = 300 * kMillisecond;
  stream.stats.worker.overslept.add(400 * kMillisecond);
  stream.stats.worker.catch_up_wait.add(kSecond / 2);
  const auto second = *meter.measure(kStart + 2 * kSecond, stream.threads);
  CHECK(second.falling_behind);
  CHECK(stats::limit_reason(second) == stats::LimitReason::cpu);
}

TEST_CASE("a thread that the kernel no longer lists keeps its last times") {
  Stream stream;
  StreamMeter meter{stream.stats, scenario::Rate::Unit::records};
  stream.threads[7] = {.running = kSecond, .waiting = kSecond};
  static_cast<void>(meter.measure(kStart + kSecond, stream.threads));
  const auto second = *meter.measure(kStart + 2 * kSecond, {});
  CHECK(second.working == 0);
  CHECK(second.starved == 0);
}

TEST_CASE("a stream at max that ended before the first measurement is unlimited") {
  Stream stream;
  StreamMeter meter{stream.stats, scenario::Rate::Unit::unlimited};
  stream.send(1000, 1000);
  stream.stats.target_rate = 0;  // set by a worker that has ended
  stream.stats.worker.ended = kStart + kSecond / 2;
  const auto second = *meter.measure(kStart + kSecond, stream.threads);
  CHECK(second.unlimited);
  CHECK(stats::limit_reason(second) != stats::LimitReason::none);
}

TEST_CASE("a measurement is unlimited while the live rate is max") {
  Stream stream;
  StreamMeter meter{stream.stats, scenario::Rate::Unit::records};
  CHECK_FALSE(meter.measure(kStart + kSecond, stream.threads)->unlimited);
  stream.stats.target_rate = std::numeric_limits<double>::infinity();
  CHECK(meter.measure(kStart + 2 * kSecond, stream.threads)->unlimited);
  stream.stats.target_rate = 0;  // paused
  CHECK_FALSE(meter.measure(kStart + 3 * kSecond, stream.threads)->unlimited);
}

TEST_CASE("a stream at max is unlimited until its end, but not while it is paused") {
  Stream stream;
  StreamMeter meter{stream.stats, scenario::Rate::Unit::unlimited};
  stream.stats.target_rate = std::numeric_limits<double>::infinity();
  stream.send(5000, 5000);
  CHECK(meter.measure(kStart + kSecond, stream.threads)->unlimited);

  stream.send(3000, 2990);  // the schedule has ended: 10 records wait for the producer queue
  stream.stats.target_rate = 0;
  CHECK(meter.measure(kStart + 2 * kSecond, stream.threads)->unlimited);
  CHECK(meter.measure(kStart + 3 * kSecond, stream.threads)->unlimited);

  stream.send(0, 10);
  CHECK_FALSE(meter.measure(kStart + 4 * kSecond, stream.threads)->unlimited);  // paused
  stream.stats.target_rate = std::numeric_limits<double>::infinity();
  stream.send(1000, 1000);
  CHECK(meter.measure(kStart + 5 * kSecond, stream.threads)->unlimited);
}
