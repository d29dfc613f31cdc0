// The timetable of a stream equals its schedule.
#include "run/prepare/timetables.hpp"

#include <string>

#include "catch.hpp"
#include "pacing/schedule_history.hpp"
#include "pacing/stream_schedule.hpp"
#include "scenario/read/load.hpp"

namespace spate::run {
namespace {

scenario::Scenario stream_of(const std::string& keys, const std::string& top = "") {
  scenario::Diagnostics diagnostics;
  const auto scenario = scenario::parse_scenario(
      "kafka: {bootstrap.servers: embedded}\nstreams: [{topic: t, generator: order, " + keys + "}]\n" + top, "t.yaml",
      {}, diagnostics);
  CAPTURE(diagnostics.text());
  REQUIRE(scenario);
  return *scenario;
}

}  // namespace

TEST_CASE("the timetable of a stream with constant rate is its schedule, shifted") {
  for (const auto* rate : {"500/s", "0.2/s", "1/300ms", "333333/s", "7/3d", "1/10min", "999999999/s"}) {
    for (const Duration start : {Duration{}, 250 * kMillisecond}) {
      CAPTURE(rate, start.count());
      const auto scenario =
          stream_of(std::string{"rate: "} + rate + (start == Duration{} ? "" : ", start_after: 250ms"));
      const auto all = StreamTimetables{scenario, {}}.all();
      const auto& timetable = all.at("t");
      const auto schedule = pacing::schedule_of(scenario, scenario.streams[0], {});
      const auto* context = timetable.schedule.get();
      StreamTime time{-kSecond};
      std::uint64_t number = 0;
      for (int step = 0; step < 400; ++step) {
        CHECK(timetable.due_by(context, time) == schedule.due_by(time - start));
        const auto intended = schedule.intended(number);
        CHECK(timetable.intended(context, number) == saturating_add(intended, start));
        time += time < StreamTime{kSecond} ? std::chrono::nanoseconds{7'777'777} : since_start(time) / 7;
        number += 1 + number / 5;
        if (time > StreamTime{Duration::max() / 4} || number > UINT64_MAX / 4) break;
      }
    }
  }
}

TEST_CASE("stop_after limits the records due") {
  const auto due = [](const std::string& keys, Duration at) {
    const auto all = StreamTimetables{stream_of(keys), {}}.all();
    return all.at("t").due_by(all.at("t").schedule.get(), StreamTime{at});
  };
  CHECK(due("rate: 10/s, stop_after: {records: 25}", 2 * kSecond) == 21);
  CHECK(due("rate: 10/s, stop_after: {records: 25}", kMinute) == 25);
  CHECK(due("rate: 10/s, stop_after: {duration: 3s}", kMinute) == 30);
}

TEST_CASE("the timetable of a daily rate depends on the start time") {
  const auto scenario =
      stream_of("rate: {stages: [{daily: {\"06:00\": 0/s, \"18:00\": 10/s}, for: forever}]}, start_after: 1h",
                "clock: {zone: UTC}\n");
  constexpr WallTime kEvening{18 * kHour};
  StreamTimetables timetables{scenario, {}};
  const auto timetable = timetables.all().at("t");
  const auto agrees = [&](WallTime wall) {
    const auto schedule = pacing::schedule_of(scenario, scenario.streams[0], wall);
    for (StreamTime time{}; time < StreamTime{kDay}; time += kDay / 37)
      if (timetable.due_by(timetable.schedule.get(), time) != schedule.due_by(time - kHour)) return false;
    return true;
  };
  CHECK(agrees({}));
  CHECK_FALSE(agrees(kEvening));
  timetables.set_start_time(scenario, kEvening);
  CHECK(agrees(kEvening));
}

TEST_CASE("after a live change the timetable follows the history, within start and bounds of the stream") {
  struct Row {
    std::string keys;
    std::uint64_t due_then, due_late;
  };
  const std::vector<Row> rows{
      {"rate: 10/s", 121, 5'821},
      {"rate: 10/s, stop_after: {records: 50}", 50, 50},
      {"rate: 10/s, stop_after: {duration: 2500ms}", 70, 70},
      {"rate: {stages: [{hold: 10/s, for: 1h}]}", 121, 5'821},
  };
  for (const auto& row : rows) {
    CAPTURE(row.keys);
    const auto scenario = stream_of(row.keys + ", start_after: 5s");
    StreamTimetables timetables{scenario, {}};
    const auto timetable = timetables.all().at("t");
    const auto due = [&](Duration at) { return timetable.due_by(timetable.schedule.get(), StreamTime{at}); };
    const auto written = pacing::schedule_of(scenario, scenario.streams[0], {});
    pacing::ScheduleHistory history{written};
    timetables.use_history("t", {.history = &history, .start = 5 * kSecond});
    CHECK(due(7 * kSecond) == 21);
    const pacing::Schedule faster{
        scenario::constant({.unit = scenario::Rate::Unit::records, .amount = 100, .per = kSecond})};
    history.add(StreamTime{2 * kSecond}, 21, 0, *written.with_change(StreamTime{2 * kSecond}, faster, {}, 21));
    CHECK(due(4 * kSecond) == 0);
    CHECK(due(6 * kSecond) == 11);
    CHECK(due(8 * kSecond) == row.due_then);
    CHECK(due(65 * kSecond) == row.due_late);
    CHECK(timetable.intended(timetable.schedule.get(), 10) == StreamTime{6 * kSecond});
    CHECK(timetable.intended(timetable.schedule.get(), 40) == StreamTime{7 * kSecond + kSecond / 5});
    timetables.use_written_schedules();
    CHECK(due(7 * kSecond + kSecond / 5) == std::min<std::uint64_t>(23, row.due_then));
  }
}

TEST_CASE("a timetable has the time and the bounds of a reload that changed records") {
  const auto scenario = stream_of("rate: 10/s, stop_after: {records: 50}");
  StreamTimetables timetables{scenario, {}};
  const auto timetable = timetables.all().at("t");
  const auto* const schedule = timetable.schedule.get();
  REQUIRE(timetable.records_changed_at != nullptr);
  CHECK(!timetable.records_changed_at->has_value());
  CHECK(timetable.due_by(schedule, StreamTime{kMinute}) == 50);
  const pacing::ScheduleHistory history{pacing::schedule_of(scenario, scenario.streams[0], {})};
  const StreamTimeline timeline{.history = &history,
                                .bounds = {.record = 30, .at = StreamTime{3 * kSecond}},
                                .records_changed_at = StreamTime{3 * kSecond}};
  for (int again = 0; again < 2; ++again) {
    timetables.use_history("t", timeline);
    CHECK(*timetable.records_changed_at == timeline.records_changed_at);
    CHECK(timetable.due_by(schedule, StreamTime{kMinute}) == 80);
  }
}

TEST_CASE("rates at max, in bytes or bounded by bytes have no timetable") {
  CHECK(StreamTimetables{stream_of("rate: max"), {}}.all().empty());
  CHECK(StreamTimetables{stream_of("rate: 1 MiB/s"), {}}.all().empty());
  CHECK(StreamTimetables{stream_of("rate: 1/s, stop_after: {bytes: 1 MiB}"), {}}.all().empty());
}

}  // namespace spate::run
