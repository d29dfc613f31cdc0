// All shards of a schedule together make its records.
#include "pacing/shard_indices.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include "base/random.hpp"
#include "simulation.hpp"

using namespace spate;
using namespace spate::pacing;

namespace {

// Every kind of schedule that must be the same: uniform, random, with stages, with a bound.
struct Case {
  std::string name;
  scenario::RateProfile profile;
  scenario::Arrivals arrivals = {};
  scenario::StopAfter stop_after = {};
};

scenario::RateProfile staged() {
  scenario::RateProfile profile;
  profile.stages = {scenario::Ramp{per_second(0), per_second(2'000), 2 * kSecond, scenario::Curve::linear},
                    scenario::Burst{per_second(50), per_second(3'000), 200 * kMillisecond, kSecond, 3 * kSecond}};
  return profile;
}

std::vector<Case> cases() {
  return {
      {"uniform", scenario::constant(per_second(777))},
      {"slow", scenario::constant(every(7, kSecond))},
      {"stages", staged()},
      {"stages, Poisson", staged(), {.kind = scenario::Arrivals::Kind::poisson}},
      {"jitter", scenario::constant(per_second(500)), {.kind = scenario::Arrivals::Kind::jitter, .jitter = 1U << 31U}},
      {"bound in records", scenario::constant(per_second(777)), {}, stop_after_records(1'000)},
      {"bound in time", staged(), {}, stop_after_duration(3 * kSecond)}};
}

Simulation run(const Case& test, const ShardIndices& indices, Duration stall = {}) {
  Simulation worker{
      Pacer{Schedule{test.profile, {}, test.arrivals, random::stream_state(1, "s")}, test.stop_after, {}, indices}};
  worker.run_until(kStart + 2 * kSecond);
  worker.stall(stall);
  worker.run_until(kStart + 8 * kSecond);
  return worker;
}

bool earlier(const MadeRecord& left, const MadeRecord& right) { return left.index < right.index; }
bool same(const MadeRecord& left, const MadeRecord& right) {
  return left.index == right.index && left.intended == right.intended;
}

}  // namespace

TEST_CASE("ShardIndices counts, finds and numbers indexes like an explicit list") {
  const auto step = GENERATE(1U, 2U, 3U, 7U);
  const auto first = GENERATE(0U, 1U, 6U, 20U);
  const ShardIndices indices{.first = first, .step = step};
  std::uint64_t before = 0;
  for (std::uint64_t n = 0; n < 100; ++n) {
    REQUIRE(indices.count_before(n) == before);
    REQUIRE(indices.at_or_after(n) == indices.at(before));
    REQUIRE(indices.at_or_after(n) >= n);
    if (n >= first && (n - first) % step == 0) REQUIRE(indices.at(before++) == n);
  }
}

TEST_CASE("ShardIndices saturates at the largest index") {
  const auto max = std::numeric_limits<std::uint64_t>::max();
  const ShardIndices indices{.first = 2, .step = 7};
  CHECK(indices.count_before(max) == (max - 3) / 7 + 1);
  CHECK(indices.at(max) == max);
  CHECK(indices.at_or_after(max) >= max - 7);
}

TEST_CASE("all shards together make each record of one process once, at the same time") {
  const auto shards = GENERATE(2U, 3U, 7U);
  const Duration stall = GENERATE(Duration{}, 700 * kMillisecond);
  for (const Case& test : cases()) {
    INFO(test.name << " in " << shards << " shards, stalled for " << stall);
    const auto unsharded = run(test, {});
    std::vector<MadeRecord> combined;
    std::uint64_t scheduled = 0;
    for (std::uint64_t shard = 0; shard < shards; ++shard) {
      const auto part = run(test, {.first = shard, .step = shards}, stall);
      check_in_order(part);
      CHECK(std::all_of(part.made.begin(), part.made.end(),
                        [&](const MadeRecord& record) { return record.index % shards == shard; }));
      CHECK(waiting(part) == 0);
      scheduled += part.pacer.scheduled();
      combined.insert(combined.end(), part.made.begin(), part.made.end());
    }
    std::sort(combined.begin(), combined.end(), earlier);
    REQUIRE(combined.size() == unsharded.made.size());
    CHECK(std::equal(combined.begin(), combined.end(), unsharded.made.begin(), same));
    CHECK(scheduled == unsharded.pacer.scheduled());
  }
}

TEST_CASE("with max a shard makes its own indexes, up to the common bound") {
  std::vector<std::uint64_t> made;
  for (std::uint64_t shard = 0; shard < 3; ++shard) {
    Simulation worker{Pacer{Schedule{scenario::constant(unlimited())},
                            stop_after_records(1'000),
                            {},
                            ShardIndices{.first = shard, .step = 3}}};
    worker.run_until(kStart + kSecond);
    for (const MadeRecord& record : worker.made) made.push_back(record.index);
    CHECK(worker.pacer.is_finished());
  }
  std::sort(made.begin(), made.end());
  REQUIRE(made.size() == 1'000);
  CHECK(made.front() == 0);
  CHECK(made.back() == 999);
  CHECK(std::adjacent_find(made.begin(), made.end()) == made.end());
}

TEST_CASE("a rate and a bound in bytes are divided among the shards") {
  const auto made = [](const scenario::StopAfter& stop_after, const ShardIndices& indices) {
    Simulation worker{Pacer{Schedule{scenario::constant(bytes_per_second(300'000))}, stop_after, {}, indices}};
    worker.run_until(kStart + 4 * kSecond);
    return worker.bytes;
  };
  const ShardIndices third{.first = 1, .step = 3};
  CHECK(made({}, third) >= 400'000);
  CHECK(made({}, third) <= 400'000 + 100);  // at most one record too many
  CHECK(made(stop_after_bytes(90'001), third) == 30'100);
  CHECK(made({}, {}) >= 1'200'000);
}

TEST_CASE("a shard skips and counts only its own late records") {
  const scenario::WhenLate skip{.policy = scenario::WhenLate::Policy::skip};
  Simulation worker{
      Pacer{Schedule{scenario::constant(per_second(900))}, {}, skip, ShardIndices{.first = 2, .step = 3}}};
  worker.run_until(kStart + kSecond);
  worker.stall(2 * kSecond);
  worker.run_until(kStart + 4 * kSecond);
  CHECK(worker.pacer.skipped() > 500);
  CHECK(worker.pacer.skipped() < 700);
  CHECK(worker.pacer.scheduled() == worker.made.size() + worker.pacer.skipped());
  check_in_order(worker);
  CHECK(std::all_of(worker.made.begin(), worker.made.end(),
                    [](const MadeRecord& record) { return record.index % 3 == 2; }));
}

TEST_CASE("a change of rate loses no index of a shard") {
  Simulation worker{Pacer{Schedule{scenario::constant(per_second(900))}, {}, {}, ShardIndices{.first = 1, .step = 3}}};
  const std::vector<scenario::Rate> rates{per_second(90), unlimited(), per_second(3'000), bytes_per_second(50'000),
                                          per_second(7)};
  for (const scenario::Rate& rate : rates) {
    worker.run_until(worker.now + kSecond / 3);
    worker.pacer.advance_to(worker.now);
    worker.pacer.change(Schedule{scenario::constant(rate)}, kStart);
    worker.max_size = rate.unit == scenario::Rate::Unit::unlimited ? 100 : 400;
    worker.run_until(worker.now + 20 * kMillisecond);
  }
  std::uint64_t expected = 1;
  for (const MadeRecord& record : worker.made) {
    REQUIRE(record.index == expected);
    expected += 3;
  }
  CHECK(worker.pacer.target_rate() == Approx(7.0 / 3));
}

TEST_CASE("a resumed stream makes the remaining records in its own time, up to its bounds") {
  const Case test = GENERATE(from_range(cases()));
  const ShardIndices indices{.first = GENERATE(0U, 1U), .step = GENERATE(1U, 3U)};
  INFO(test.name);
  const Schedule schedule{test.profile, {}, test.arrivals, random::stream_state(1, "s")};
  Simulation first{Pacer{schedule, test.stop_after, {}, indices}};
  first.run_until(kStart + kSecond);
  Simulation second{Pacer{schedule, test.stop_after, {}, indices}};
  second.pacer.resume(first.pacer.position(), kStart + kSecond);
  second.now = kStart + kSecond;
  second.run_until(kStart + 8 * kSecond);
  const auto unsharded = run(test, indices);
  auto combined = first.made;
  combined.insert(combined.end(), second.made.begin(), second.made.end());
  REQUIRE(combined.size() == unsharded.made.size());
  CHECK(std::equal(combined.begin(), combined.end(), unsharded.made.begin(), same));
  CHECK(first.pacer.scheduled() + second.pacer.scheduled() == unsharded.pacer.scheduled());
}

TEST_CASE("a bound in bytes includes those of the earlier run") {
  Simulation first{Pacer{Schedule{scenario::constant(bytes_per_second(300'000))}, stop_after_bytes(90'000)}};
  first.run_until(kStart + kSecond / 10);
  Simulation second{Pacer{Schedule{scenario::constant(bytes_per_second(300'000))}, stop_after_bytes(90'000)}};
  second.pacer.resume(first.pacer.position(), kStart + kSecond / 10);
  second.now = kStart + kSecond / 10;
  second.run_until(kStart + kSecond);
  CHECK(first.bytes + second.bytes == 90'000);
  CHECK(second.made.front().index == first.made.back().index + 1);
}
