#include "run/limits/stream_meter.hpp"

#include <limits>

#include "catch.hpp"

using namespace spate;
using namespace spate::run;

namespace {

constexpr MonotonicTime kStart{100 * kSecond};

// A stream at 1,000/s that began at kStart and whose worker is thread 7.
struct Stream {
  Stream() {
    stats.worker.started = kStart;
    stats.worker.thread = 7;
    stats.target_rate = 1000;
  }
  void send(std::uint64_t due, std::uint64_t handed_over) {
    stats.worker.scheduled.add(due);
    stats.worker.enqueued.add(handed_over);
  }

  stats::StreamStats stats;
  ThreadTimesByNumber threads{{7, {}}, {8, {.running = 5 * kSecond, .waiting = 5 * kSecond}}};
};

}  // namespace

TEST_CASE("nothing is told of a stream before its start and after its end") {
  Stream stream;
  StreamMeter watch{stream.stats, scenario::Rate::Unit::records};
  CHECK_FALSE(watch.measure(kStart - kSecond, stream.threads));
  CHECK_FALSE(watch.measure(kStart, stream.threads));
  CHECK(watch.measure(kStart + kSecond, stream.threads)->interval == kSecond);
  stream.stats.worker.ended = kStart + 1500 * kMillisecond;
  CHECK(watch.measure(kStart + 2 * kSecond, stream.threads)->interval == kSecond / 2);
  CHECK_FALSE(watch.measure(kStart + 3 * kSecond, stream.threads));
}

TEST_CASE("each second is told apart from those before") {
  Stream stream;
  StreamMeter watch{stream.stats, scenario::Rate::Unit::records};
  stream.send(1000, 600);
  stream.stats.worker.blocked.add(kSecond / 2);
  stream.threads[7] = {.running = kSecond / 4, .waiting = kSecond / 8};
  auto second = *watch.measure(kStart + kSecond, stream.threads);
  CHECK(second.due == 1000);
  CHECK(second.missing == 400);
  CHECK(second.blocked == Approx(0.5));
  CHECK(second.working == Approx(0.25));
  CHECK(second.starved == Approx(0.125));

  stream.send(1000, 1300);
  stream.threads[7].running += kSecond / 10;
  second = *watch.measure(kStart + 2 * kSecond, stream.threads);
  CHECK(second.due == 1000);
  CHECK(second.missing == -300);
  CHECK(second.blocked == 0);
  CHECK(second.working == Approx(0.1));
  CHECK(second.starved == 0);
}

TEST_CASE("skipped records are missing, those left out on purpose are not") {
  Stream stream;
  StreamMeter watch{stream.stats, scenario::Rate::Unit::records};
  stream.send(1000, 700);
  stream.stats.worker.dropped.add(100);
  stream.stats.worker.skipped[static_cast<std::size_t>(stats::SkipReason::late)].add(150);
  const auto second = *watch.measure(kStart + kSecond, stream.threads);
  CHECK(second.due == 900);
  CHECK(second.missing == 200);  // skipped, and 50 still waiting
}

TEST_CASE("a worker that got no processor is behind and absent, though it could not say so") {
  Stream stream;
  StreamMeter watch{stream.stats, scenario::Rate::Unit::records};
  stream.stats.worker.next_wakeup = kStart + 400 * kMillisecond;
  const auto second = *watch.measure(kStart + kSecond, stream.threads);
  CHECK(second.behind == 600 * kMillisecond);
  CHECK(second.starved == Approx(0.6));
  CHECK(stats::limit_reason(second) == stats::LimitReason::cpu);
}

TEST_CASE("a worker that sleeps until its next record is neither") {
  Stream stream;
  StreamMeter watch{stream.stats, scenario::Rate::Unit::records};
  stream.stats.worker.next_wakeup = kStart + kMinute;
  const auto second = *watch.measure(kStart + kSecond, stream.threads);
  CHECK(second.behind == Duration{});
  CHECK(second.starved == 0);
}

TEST_CASE("a stream that began late and catches up as its policy says is limited by nothing") {
  Stream stream;
  StreamMeter watch{stream.stats, scenario::Rate::Unit::records};
  stream.stats.worker.initial_backlog = 6 * kSecond;
  // 6 s late at 1,000/s: twice as many are handed over, in short turns between which the worker rests.
  for (int second = 1; second <= 5; ++second) {
    CAPTURE(second);
    stream.send(second == 1 ? 7'000 : 1'000, 2'000);
    stream.stats.worker.behind = (6 - second) * kSecond;
    stream.stats.worker.catch_up_wait.add(kSecond * 7 / 10);
    stream.threads[7].running += kSecond / 10;
    stream.threads[7].waiting += kSecond / 10;
    const auto told = *watch.measure(kStart + second * kSecond, stream.threads);
    CHECK(told.catch_up_wait == Approx(0.7));
    CHECK(stats::limit_reason(told) == stats::LimitReason::none);
  }
}

TEST_CASE("records that were due a moment before the second or the stream ended are on their way") {
  Stream stream;
  StreamMeter watch{stream.stats, scenario::Rate::Unit::records};
  // A burst begins with the look: two of the two due wait.
  stream.send(2, 0);
  stream.stats.worker.behind = kMillisecond;
  CHECK(stats::limit_reason(*watch.measure(kStart + kSecond, stream.threads)) == stats::LimitReason::none);
  // Stopped while 20 wait for 20 ms; and so for 2 s.
  const auto stop = [&](Duration behind) {
    auto stopped = watch;
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

TEST_CASE("a stream that keeps its distance, as with catch_up: 1x, is limited by nothing") {
  Stream stream;
  StreamMeter watch{stream.stats, scenario::Rate::Unit::records};
  stream.stats.worker.initial_backlog = 6 * kSecond;
  stream.stats.worker.backlog = 6'001;
  for (int second = 1; second <= 3; ++second) {
    CAPTURE(second);
    stream.send(second == 1 ? 7'001 : 1'000, 1'000);
    // Measured between two records, now before the one and now after the other.
    stream.stats.worker.behind = 6 * kSecond - kSecond / 2 * (second % 2);
    stream.stats.worker.held_back = 6 * kSecond - 10 * kMillisecond + second * kMillisecond;
    stream.stats.worker.catch_up_wait.add(kSecond * 7 / 10);
    CHECK(stats::limit_reason(*watch.measure(kStart + second * kSecond, stream.threads)) == stats::LimitReason::none);
  }
}

TEST_CASE("a backlog that is skipped at the start is no fault of the first second") {
  Stream stream;
  StreamMeter watch{stream.stats, scenario::Rate::Unit::records};
  stream.stats.worker.initial_backlog = 6 * kSecond;
  stream.stats.worker.backlog = 6'001;
  stream.send(7'001, 1'000);
  stream.stats.worker.skipped[static_cast<std::size_t>(stats::SkipReason::late)].add(6'001);
  const auto first = *watch.measure(kStart + kSecond, stream.threads);
  CHECK(first.due == 1'000);
  CHECK(first.missing == 0);
  CHECK(stats::limit_reason(first) == stats::LimitReason::none);
  // What is skipped later is missing.
  stream.send(1'000, 400);
  stream.stats.worker.skipped[static_cast<std::size_t>(stats::SkipReason::late)].add(600);
  CHECK(watch.measure(kStart + 2 * kSecond, stream.threads)->missing == 600);
}

TEST_CASE("a slow stream that catches up rests for seconds on end") {
  Stream stream;
  StreamMeter watch{stream.stats, scenario::Rate::Unit::records};
  stream.stats.worker.initial_backlog = stream.stats.worker.behind = 40 * kSecond;
  stream.stats.worker.catch_up_wait_since = kStart + kSecond / 4;
  stream.stats.worker.next_wakeup = kStart + 5 * kSecond;
  CHECK(watch.measure(kStart + kSecond, stream.threads)->catch_up_wait == Approx(0.75));
  const auto second = *watch.measure(kStart + 2 * kSecond, stream.threads);
  CHECK(second.catch_up_wait == Approx(1));
  CHECK_FALSE(second.falling_behind);
  CHECK(stats::limit_reason(second) == stats::LimitReason::none);
}

TEST_CASE("a worker that first got a CPU late has the reason cpu") {
  Stream stream;
  StreamMeter watch{stream.stats, scenario::Rate::Unit::records};
  stream.send(3, 0);
  stream.stats.worker.behind = 2 * kSecond;
  stream.stats.worker.overslept.add(2 * kSecond);
  CHECK(stats::limit_reason(*watch.measure(kStart + 3 * kSecond, stream.threads)) == stats::LimitReason::cpu);
  stream.stats.limits.latest = stats::LimitReason::cpu;
  stream.send(1, 2);
  stream.stats.worker.behind = kSecond;
  stream.stats.worker.catch_up_wait.add(kSecond);
  CHECK(stats::limit_reason(*watch.measure(kStart + 4 * kSecond, stream.threads)) == stats::LimitReason::cpu);
}

TEST_CASE("a backlog that grew in the last interval has the reason cpu") {
  Stream stream;
  StreamMeter watch{stream.stats, scenario::Rate::Unit::records};
  stream.send(1'000, 1'000);
  CHECK(stats::limit_reason(*watch.measure(kStart + kSecond, stream.threads)) == stats::LimitReason::none);
  stream.send(1'000, 700);
  stream.stats.worker.behind = stream.stats.worker.held_back = 300 * kMillisecond;
  stream.stats.worker.overslept.add(400 * kMillisecond);
  stream.stats.worker.catch_up_wait.add(kSecond / 2);
  const auto second = *watch.measure(kStart + 2 * kSecond, stream.threads);
  CHECK(second.falling_behind);
  CHECK(stats::limit_reason(second) == stats::LimitReason::cpu);
}

TEST_CASE("a thread that the kernel no longer lists keeps its last times") {
  Stream stream;
  StreamMeter watch{stream.stats, scenario::Rate::Unit::records};
  stream.threads[7] = {.running = kSecond, .waiting = kSecond};
  static_cast<void>(watch.measure(kStart + kSecond, stream.threads));
  const auto second = *watch.measure(kStart + 2 * kSecond, {});
  CHECK(second.working == 0);
  CHECK(second.starved == 0);
}

TEST_CASE("`max` is never on target, not even for a stream that ended before the first look") {
  Stream stream;
  StreamMeter watch{stream.stats, scenario::Rate::Unit::unlimited};
  stream.send(1000, 1000);
  stream.stats.target_rate = 0;  // a worker that has ended wants nothing
  stream.stats.worker.ended = kStart + kSecond / 2;
  const auto second = *watch.measure(kStart + kSecond, stream.threads);
  CHECK(second.unlimited);
  CHECK(stats::limit_reason(second) != stats::LimitReason::none);
}

TEST_CASE("a stream whose rate is changed to max and back is told to be what it is then") {
  Stream stream;
  StreamMeter watch{stream.stats, scenario::Rate::Unit::records};
  CHECK_FALSE(watch.measure(kStart + kSecond, stream.threads)->unlimited);
  stream.stats.target_rate = std::numeric_limits<double>::infinity();
  CHECK(watch.measure(kStart + 2 * kSecond, stream.threads)->unlimited);
  stream.stats.target_rate = 0;  // paused
  CHECK_FALSE(watch.measure(kStart + 3 * kSecond, stream.threads)->unlimited);
}

TEST_CASE("a stream at max is without a target until its end, and has one while it is paused") {
  Stream stream;
  StreamMeter watch{stream.stats, scenario::Rate::Unit::unlimited};
  stream.stats.target_rate = std::numeric_limits<double>::infinity();
  stream.send(5000, 5000);
  CHECK(watch.measure(kStart + kSecond, stream.threads)->unlimited);

  stream.send(3000, 2990);  // its time is over: ten records wait for room in the client's queue
  stream.stats.target_rate = 0;
  CHECK(watch.measure(kStart + 2 * kSecond, stream.threads)->unlimited);
  CHECK(watch.measure(kStart + 3 * kSecond, stream.threads)->unlimited);

  stream.send(0, 10);
  CHECK_FALSE(watch.measure(kStart + 4 * kSecond, stream.threads)->unlimited);  // paused
  stream.stats.target_rate = std::numeric_limits<double>::infinity();
  stream.send(1000, 1000);
  CHECK(watch.measure(kStart + 5 * kSecond, stream.threads)->unlimited);
}
