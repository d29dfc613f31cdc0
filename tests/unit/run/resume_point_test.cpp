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

// Left after 100 s, at record `next`.
RunState left(const scenario::Scenario& scenario, std::uint64_t next) {
  return {.scenario = scenario.name,
          .seed = scenario.seed,
          .shard = {},
          .start = {},
          .elapsed = StreamTime{100 * kSecond},
          .marks = 1,
          .streams = {{.name = "t",
                       .next = {.index = next, .bytes = 10 * next, .flowed = 10 * next},
                       .sent_index = next + 7,
                       .schedule = {.written = rate_mark(scenario.streams[0]),
                                    .start = scenario.streams[0].start_after,
                                    .epoch = StreamTime{scenario.streams[0].start_after}}}}};
}

// Gone on with an hour later, at the time it was left.
ResumePoint an_hour_later(const scenario::Scenario& scenario, const RunState& state) {
  return resume_point(scenario, scenario.streams[0], nullptr, kStart + kHour, StreamTime{100 * kSecond}, state);
}

}  // namespace

TEST_CASE("a stream goes on with every record at the time it would have had, from the one that is next") {
  const auto stream = GENERATE(std::string{"rate: 10/s"}, std::string{"rate: 10/s, arrivals: poisson"},
                               std::string{"rate: {stages: [{ramp: [0/s, 20/s], for: 150s}, {hold: 7/s, for: 1min}]}"},
                               std::string{"rate: 10/s, start_after: 20s"}, std::string{"rate: 1 KB/s"});
  const auto scenario = scenario_of(stream);
  const auto begin = an_hour_later(scenario, left(scenario, 990));
  const auto whole = pacing::schedule_of(scenario, scenario.streams[0], kStart);
  CHECK(begin.next.index == 990);
  CHECK(begin.sent_index == 997);
  CHECK_FALSE(begin.state.modified);
  CHECK(begin.elapsed == StreamTime{100 * kSecond} - scenario.streams[0].start_after);
  for (std::uint64_t n = 990; n < 1100; ++n) REQUIRE(begin.schedule.intended(n) == whole.intended(n));
}

TEST_CASE("a day that went on without the stream is later, and its next record is due now") {
  const auto scenario = scenario_of(R"(rate: {stages: [{daily: {"00:00": 1/s, "12:00": 100/s}, for: forever}]})");
  const auto begin = an_hour_later(scenario, left(scenario, 990));
  CHECK(begin.state.modified);
  CHECK(begin.schedule.intended(990) == StreamTime{100 * kSecond});
  // T = 0 is where the clock showed kStart + 1 h.
  const auto whole = pacing::schedule_of(scenario, scenario.streams[0], kStart + kHour);
  CHECK(begin.schedule.rate_at(StreamTime{200 * kSecond}) == whole.rate_at(StreamTime{200 * kSecond}));
}

TEST_CASE("a rate that is another begins with the next record, from its own beginning") {
  const auto before = scenario_of("rate: 10/s");
  const auto scenario = scenario_of("rate: {stages: [{hold: 5/s, for: 10s}, {hold: 50/s, for: 10s}]}");
  const auto begin = an_hour_later(scenario, left(before, 990));
  CHECK(begin.state.modified);
  CHECK(begin.state.epoch == StreamTime{100 * kSecond});
  CHECK(begin.schedule.intended(990) == StreamTime{100 * kSecond});
  CHECK(begin.schedule.intended(990 + 50) == StreamTime{110 * kSecond});
  CHECK(begin.schedule.total() == 990 + 50 + 500);
}

TEST_CASE("after a live change the rate is where it was in its own time, and the next record is due now") {
  const auto scenario = scenario_of("rate: {stages: [{hold: 5/s, for: 10s}, {hold: 50/s, for: 10s}]}");
  auto state = left(scenario, 12);
  state.streams[0].schedule.modified = true;
  state.streams[0].schedule.epoch = StreamTime{96 * kSecond};
  const auto begin = an_hour_later(scenario, state);
  CHECK(begin.state.epoch == StreamTime{96 * kSecond});
  CHECK(begin.schedule.intended(12) == StreamTime{100 * kSecond});
  CHECK(begin.schedule.total() == 12 + 30 + 500);
}

TEST_CASE("a stream that skips what is late does not skip what it is to send again") {
  const auto scenario = scenario_of("rate: 10/s, when_late: skip");
  const auto begin = an_hour_later(scenario, left(scenario, 980));
  CHECK(begin.schedule.intended(980) == StreamTime{100 * kSecond});
  auto named = left(scenario, 980);
  named.start = kStart;
  CHECK(an_hour_later(scenario, named).schedule.intended(980) == StreamTime{98 * kSecond});
}

TEST_CASE("a stream that is new begins now") {
  const auto scenario = scenario_of("rate: 10/s");
  auto state = left(scenario, 3);
  state.streams[0].name = "other";
  const auto begin = an_hour_later(scenario, state);
  CHECK(begin.next.index == 0);
  CHECK(begin.state.start == 100 * kSecond);
  CHECK(begin.schedule.intended(0) == StreamTime{});
}

TEST_CASE("where T = 0 is named, it stays: what fell due meanwhile is late") {
  const auto scenario = scenario_of("rate: 10/s");
  auto state = left(scenario, 990);
  state.start = kStart;
  const auto begin = resume_point(scenario, scenario.streams[0], nullptr, kStart, StreamTime{kHour}, state);
  CHECK(begin.elapsed == StreamTime{kHour});
  CHECK(begin.schedule.intended(990) == StreamTime{99 * kSecond});
  CHECK_FALSE(begin.state.modified);
}
