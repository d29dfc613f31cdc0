#include "run/checkpoint/resume_point.hpp"

#include <string>

#include "catch.hpp"
#include "pacing/stream_schedule.hpp"
#include "scenario/read/load.hpp"

using namespace spate;
using namespace spate::run;

namespace {

constexpr WallTime kStart{1'764'000'000 * kSecond};

scenario::Scenario scenario_of(const std::string& stream) {
  scenario::Diagnostics diagnostics;
  auto scenario = scenario::parse_scenario(
      "kafka: {bootstrap.servers: embedded}\nclock: {zone: UTC}\nstreams: [{topic: t, record: {n: 1}, " + stream +
          "}]\n",
      "s.yaml", {}, diagnostics);
  INFO(diagnostics.text());
  REQUIRE(scenario);
  return *std::move(scenario);
}

// The state of a run that was saved after 100 s, at record `next`.
RunState saved(const scenario::Scenario& scenario, std::uint64_t next) {
  return {.scenario = scenario.name,
          .seed = scenario.seed,
          .shard = {},
          .start = {},
          .elapsed = StreamTime{100 * kSecond},
          .sent_file = 1,
          .streams = {{.name = "t",
                       .next = {.index = next, .bytes = 10 * next, .scheduled_bytes = 10 * next},
                       .sent_index = next + 7,
                       .schedule = {.rate_hash = rate_hash(scenario.streams[0]),
                                    .start = scenario.streams[0].start_after,
                                    .epoch = StreamTime{scenario.streams[0].start_after}}}}};
}

// Resumes 1 h later, without start_at.
ResumePoint resume_after_hour(const scenario::Scenario& scenario, const RunState& state) {
  return resume_point(scenario, scenario.streams[0], nullptr, kStart + kHour, StreamTime{100 * kSecond}, state);
}

}  // namespace

TEST_CASE("a resumed stream sends each record at its original time, from the next index") {
  const auto stream = GENERATE(std::string{"rate: 10/s"}, std::string{"rate: 10/s, arrivals: poisson"},
                               std::string{"rate: {stages: [{ramp: [0/s, 20/s], for: 150s}, {hold: 7/s, for: 1min}]}"},
                               std::string{"rate: 10/s, start_after: 20s"}, std::string{"rate: 1 KB/s"});
  const auto scenario = scenario_of(stream);
  const auto point = resume_after_hour(scenario, saved(scenario, 990));
  const auto unsigned_integer = pacing::schedule_of(scenario, scenario.streams[0], kStart);
  CHECK(point.next.index == 990);
  CHECK(point.sent_index == 997);
  CHECK_FALSE(point.state.modified);
  CHECK(point.elapsed == StreamTime{100 * kSecond} - scenario.streams[0].start_after);
  for (std::uint64_t n = 990; n < 1100; ++n) REQUIRE(point.schedule.intended(n) == unsigned_integer.intended(n));
}

TEST_CASE("a daily rate follows the wall clock and its next record is due now") {
  const auto scenario = scenario_of(R"(rate: {stages: [{daily: {"00:00": 1/s, "12:00": 100/s}, for: forever}]})");
  const auto point = resume_after_hour(scenario, saved(scenario, 990));
  CHECK(point.state.modified);
  CHECK(point.schedule.intended(990) == StreamTime{100 * kSecond});
  // T = 0 is where the clock showed kStart + 1 h.
  const auto unsigned_integer = pacing::schedule_of(scenario, scenario.streams[0], kStart + kHour);
  CHECK(point.schedule.rate_at(StreamTime{200 * kSecond}) == unsigned_integer.rate_at(StreamTime{200 * kSecond}));
}

TEST_CASE("a changed rate starts from its T = 0 at the next record") {
  const auto before = scenario_of("rate: 10/s");
  const auto scenario = scenario_of("rate: {stages: [{hold: 5/s, for: 10s}, {hold: 50/s, for: 10s}]}");
  const auto point = resume_after_hour(scenario, saved(before, 990));
  CHECK(point.state.modified);
  CHECK(point.state.epoch == StreamTime{100 * kSecond});
  CHECK(point.schedule.intended(990) == StreamTime{100 * kSecond});
  CHECK(point.schedule.intended(990 + 50) == StreamTime{110 * kSecond});
  CHECK(point.schedule.total() == 990 + 50 + 500);
}

TEST_CASE("after a live change the rate continues in its own time and the next record is due now") {
  const auto scenario = scenario_of("rate: {stages: [{hold: 5/s, for: 10s}, {hold: 50/s, for: 10s}]}");
  auto state = saved(scenario, 12);
  state.streams[0].schedule.modified = true;
  state.streams[0].schedule.epoch = StreamTime{96 * kSecond};
  const auto point = resume_after_hour(scenario, state);
  CHECK(point.state.epoch == StreamTime{96 * kSecond});
  CHECK(point.schedule.intended(12) == StreamTime{100 * kSecond});
  CHECK(point.schedule.total() == 12 + 30 + 500);
}

TEST_CASE("when_late: skip does not skip records to be resent") {
  const auto scenario = scenario_of("rate: 10/s, when_late: skip");
  const auto point = resume_after_hour(scenario, saved(scenario, 980));
  CHECK(point.schedule.intended(980) == StreamTime{100 * kSecond});
  auto named = saved(scenario, 980);
  named.start = kStart;
  CHECK(resume_after_hour(scenario, named).schedule.intended(980) == StreamTime{98 * kSecond});
}

TEST_CASE("a new stream starts now") {
  const auto scenario = scenario_of("rate: 10/s");
  auto state = saved(scenario, 3);
  state.streams[0].name = "other";
  const auto point = resume_after_hour(scenario, state);
  CHECK(point.next.index == 0);
  CHECK(point.state.start == 100 * kSecond);
  CHECK(point.schedule.intended(0) == StreamTime{});
}

TEST_CASE("with start_at the start time stays, and records due in between are late") {
  const auto scenario = scenario_of("rate: 10/s");
  auto state = saved(scenario, 990);
  state.start = kStart;
  const auto point = resume_point(scenario, scenario.streams[0], nullptr, kStart, StreamTime{kHour}, state);
  CHECK(point.elapsed == StreamTime{kHour});
  CHECK(point.schedule.intended(990) == StreamTime{99 * kSecond});
  CHECK_FALSE(point.state.modified);
}
