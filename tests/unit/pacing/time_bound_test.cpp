// A time bound ends a stream at its time, for any rate and any next record.
#include "simulation.hpp"

using namespace spate;
using namespace spate::pacing;

namespace {

constexpr Duration kEnd = 5 * kSecond;

Schedule constant_rate(const scenario::Rate& rate) { return Schedule{scenario::constant(rate)}; }

// When the stream ends if each sleep ends on time; kNever: not within a day.
StreamTime run_to_end(Simulation& worker) {
  while (worker.now < kStart + 24 * kHour) {
    if (!worker.step()) return worker.now;
    worker.now = worker.pacer.is_ready() ? worker.now + kMillisecond : worker.pacer.next_wakeup();
  }
  return kNever;
}

const scenario::Rate kSlow = every(1, 8 * kSecond);
const scenario::Rate kSlower = every(1, 24 * kHour);
const scenario::Rate kNone = per_second(0);

}  // namespace

TEST_CASE("a slow stream ends at its time bound") {
  const auto rate = GENERATE(as<scenario::Rate>{}, kSlow, kSlower, kNone, per_second(10), every(3, 4 * kSecond),
                             bytes_per_second(1), bytes_per_second(0), bytes_per_second(1'000));
  CAPTURE(rate.amount, rate.per);
  Simulation worker{rate, stop_after_duration(kEnd)};
  CHECK(run_to_end(worker) == kStart + kEnd);
  if (rate.unit == scenario::Rate::Unit::records)
    CHECK(worker.made.size() == constant_rate(rate).due_by(kStart + kEnd - kTick));
  CHECK(worker.pacer.target_rate() == 0);
  CHECK(worker.pacer.due_until(kStart + kEnd) == kStart + kEnd);
}

TEST_CASE("a stream ends at its time bound after any change of rate") {
  const auto next = GENERATE(as<scenario::Rate>{}, kSlow, kSlower, kNone, per_second(10), bytes_per_second(1),
                             bytes_per_second(0), bytes_per_second(1'000));
  const auto first = GENERATE(as<scenario::Rate>{}, per_second(100), kSlow, bytes_per_second(1'000), unlimited());
  CAPTURE(next.amount, next.per, first.amount, first.per);
  Simulation worker{first, stop_after_duration(kEnd)};
  worker.min_size = worker.max_size = first.unit == scenario::Rate::Unit::unlimited ? 1'000 : 100;
  worker.run_until(kStart + 2 * kSecond);
  worker.pacer.change(constant_rate(next), kStart);
  CHECK(run_to_end(worker) == kStart + kEnd);
  CHECK(worker.made.back().intended < kStart + kEnd);
}

TEST_CASE("a small multiple of the rate does not end a stream early") {
  Simulation worker{per_second(100), stop_after_duration(kEnd)};
  worker.run_until(kStart + 2 * kSecond);
  worker.pacer.change(constant_rate(every(1, 100 * kSecond)),
                      kStart + 2 * kSecond);  // 0.0001x, in the scenario's own time
  CHECK(run_to_end(worker) == kStart + kEnd);
}

TEST_CASE("a stream sends until its time bound after a pause or a higher rate") {
  Simulation worker{per_second(100), stop_after_duration(kEnd)};
  worker.run_until(kStart + kSecond);
  worker.pacer.change(constant_rate(kNone), kStart);
  worker.run_until(kStart + 4 * kSecond);
  worker.pacer.change(constant_rate(per_second(100)), kStart + 4 * kSecond);
  CHECK(run_to_end(worker) == kStart + kEnd);
  CHECK(worker.made.size() == 200);
  Simulation slow{kSlower, stop_after_duration(kEnd)};
  slow.run_until(kStart + 4 * kSecond);
  slow.pacer.change(constant_rate(per_second(100)), kStart);
  CHECK(run_to_end(slow) == kStart + kEnd);
  CHECK(slow.made.size() == 101);
}

TEST_CASE("the first bound that is reached ends a stream") {
  scenario::StopAfter bounds = stop_after_duration(kEnd);
  bounds.records = 3;
  Simulation records{per_second(1), bounds};
  CHECK(run_to_end(records) == kStart + 2 * kSecond);
  CHECK(records.pacer.due_until(kStart + kEnd) == kStart + 2 * kSecond);
  Simulation time{kSlow, bounds};
  CHECK(run_to_end(time) == kStart + kEnd);
  bounds.records = {};
  bounds.bytes = 300;
  Simulation bytes{per_second(1), bounds};
  CHECK(run_to_end(bytes) == kStart + 2 * kSecond);
  Simulation staged{
      Pacer{Schedule{{.stages = {scenario::Hold{per_second(1), 2 * kSecond}}, .windows = {}, .scale = {}}}, bounds}};
  CHECK(run_to_end(staged) == kStart + kSecond);  // its last record
}

TEST_CASE("a late stream makes or skips what was due before its time bound") {
  const auto rate = GENERATE(per_second(100), bytes_per_second(10'000));
  Simulation late{rate, stop_after_duration(kEnd)};
  late.run_until(kStart + 4 * kSecond);
  late.stall(3 * kSecond);
  const auto over = run_to_end(late);
  CHECK(over > kStart + 7 * kSecond);
  CHECK(over < kStart + 8 * kSecond);  // catches up at twice the rate
  CHECK(late.made.size() == 500);
  scenario::WhenLate skip;
  skip.policy = scenario::WhenLate::Policy::skip;
  Simulation skipping{Pacer{constant_rate(rate), stop_after_duration(kEnd), skip}};
  skipping.run_until(kStart + 4 * kSecond);
  skipping.stall(3 * kSecond);
  CHECK(run_to_end(skipping) == kStart + 7 * kSecond);
}

TEST_CASE("a resumed stream keeps its time bound") {
  Pacer pacer{constant_rate(kSlow), stop_after_duration(kEnd)};
  pacer.resume({.index = 1, .bytes = 100, .scheduled_bytes = 100}, kStart + 3 * kSecond);
  Simulation worker{std::move(pacer)};
  worker.now = kStart + 3 * kSecond;
  CHECK(run_to_end(worker) == kStart + kEnd);
  Pacer over{constant_rate(kSlow), stop_after_duration(kEnd)};
  over.resume({.index = 1, .bytes = 100, .scheduled_bytes = 100}, kStart + 6 * kSecond);
  CHECK(over.is_finished());
}

TEST_CASE("a restarted stream and a shard end at their time bound") {
  Simulation restarted{Pacer::restarted(constant_rate(kSlow), stop_after_duration(kEnd), {}, kStart + kHour, 7)};
  restarted.now = kStart + kHour;
  CHECK(run_to_end(restarted) == kStart + kHour + kEnd);
  Simulation shard{Pacer{constant_rate(per_second(1)), stop_after_duration(kEnd), {}, {.first = 9, .step = 10}}};
  CHECK(run_to_end(shard) == kStart + kEnd);
  CHECK(shard.made.empty());
}
