// A worker without thread and clock, for tests of the pacer.
#pragma once

#include <algorithm>
#include <random>
#include <vector>

#include "catch.hpp"
#include "instants.hpp"
#include "pacing/pacer.hpp"

namespace spate::pacing {

inline scenario::Rate every(std::uint64_t amount, Duration per) {
  return {.unit = scenario::Rate::Unit::records, .amount = amount, .per = per};
}
inline scenario::Rate per_second(std::uint64_t amount) { return every(amount, kSecond); }
inline scenario::Rate bytes_per_second(std::uint64_t amount) {
  return {.unit = scenario::Rate::Unit::bytes, .amount = amount, .per = kSecond};
}
inline scenario::Rate unlimited() { return {.unit = scenario::Rate::Unit::unlimited, .amount = 0, .per = {}}; }

inline scenario::StopAfter stop_after_records(std::uint64_t records) {
  scenario::StopAfter bound;
  bound.records = records;
  return bound;
}
inline scenario::StopAfter stop_after_bytes(std::uint64_t bytes) {
  scenario::StopAfter bound;
  bound.bytes = bytes;
  return bound;
}
inline scenario::StopAfter stop_after_duration(Duration duration) {
  scenario::StopAfter bound;
  bound.duration = duration;
  return bound;
}

struct MadeRecord {
  std::uint64_t index;
  StreamTime intended;
  StreamTime at;
};

// Passes the time to the pacer and makes the records that are ready. Sleeps by setting its own clock, with a delay of
// at most `jitter`.
class Simulation {
 public:
  explicit Simulation(const scenario::Rate& rate, const scenario::StopAfter& stop_after = {}, Duration jitter = {})
      : Simulation(Pacer{Schedule{scenario::constant(rate)}, stop_after}, jitter) {}
  explicit Simulation(Pacer paced, Duration jitter = {}) : pacer(std::move(paced)), jitter_(jitter) {}

  // Runs until `end`, with a last step there.
  void run_until(StreamTime end) {
    while (now < end && step()) {
      if (pacer.is_ready()) {
        now = std::min(end, now + kBatchDuration);
      } else {
        ++sleeps;
        const StreamTime wakeup = pacer.next_wakeup();
        if (wakeup <= now) FAIL("the next wake-up is not later than now");
        now = wakeup > end ? end : std::min(end, wakeup + random_delay());
      }
    }
    step();
  }

  // Time passes and the worker does nothing.
  void stall(Duration span) { now += span; }
  // The queue is full: the worker reads the clock repeatedly and makes nothing.
  void blocked(Duration span) {
    for (const StreamTime end = now + span; now < end; now += kMillisecond / 2) pacer.advance_to(now);
  }
  // Reads the clock once and makes at most one batch.
  bool step() {
    pacer.advance_to(now);
    for (int batch = 0; batch < 1024 && pacer.is_ready(); ++batch) make();
    return !pacer.is_finished();
  }
  void make() {
    made.push_back({pacer.index(), pacer.intended(), now});
    const auto size = record_size();
    bytes += size;
    pacer.count_made(size);
  }

  Pacer pacer;
  StreamTime now{};
  std::vector<MadeRecord> made;
  std::uint64_t bytes = 0;
  std::uint64_t sleeps = 0;
  std::uint64_t min_size = 100, max_size = 100;  // bytes of a record

 private:
  static constexpr Duration kBatchDuration = 200 * kMicrosecond;

  Duration random_delay() {
    if (jitter_ == Duration{}) return {};
    return Duration{static_cast<Duration::rep>(random_() % static_cast<std::uint64_t>(jitter_.count()))};
  }
  std::uint64_t record_size() { return min_size + random_() % (max_size - min_size + 1); }

  Duration jitter_;
  std::mt19937_64 random_{17};
};

// Indexes and intended times only increase, and no record is made before its time.
inline void check_in_order(const Simulation& worker) {
  const auto goes_back = [](const MadeRecord& left, const MadeRecord& right) {
    return right.index <= left.index || right.intended < left.intended;
  };
  CHECK(std::adjacent_find(worker.made.begin(), worker.made.end(), goes_back) == worker.made.end());
  CHECK(std::all_of(worker.made.begin(), worker.made.end(), [](const MadeRecord& r) { return r.intended <= r.at; }));
}

// scheduled = made + skipped + waiting, where waiting records are due and not made.
inline std::uint64_t waiting(const Simulation& worker) {
  REQUIRE(worker.pacer.scheduled() >= worker.made.size() + worker.pacer.skipped());
  return worker.pacer.scheduled() - worker.made.size() - worker.pacer.skipped();
}

}  // namespace spate::pacing
