#include "run/timetables.hpp"

#include <algorithm>
#include <limits>

#include "pacing/stream_schedule.hpp"

namespace spate {
namespace {

// A stream's schedule as the run sees it.
struct Shifted {
  Schedule schedule;
  Nanos start_after;
  std::uint64_t most;
};

std::uint64_t due_by(const void* shifted, Nanos elapsed) noexcept {
  const auto& stream = *static_cast<const Shifted*>(shifted);
  return std::min(stream.most, stream.schedule.due_by(elapsed - stream.start_after));
}

Nanos intended(const void* shifted, std::uint64_t n) noexcept {
  const auto& stream = *static_cast<const Shifted*>(shifted);
  const Nanos since_start = stream.schedule.intended(n);
  return since_start > kNever - stream.start_after ? kNever : since_start + stream.start_after;
}

std::uint64_t most_records(const Stream& stream, const Schedule& schedule) {
  constexpr std::uint64_t kMost = std::numeric_limits<std::int64_t>::max();
  const auto bound = std::min({kMost, schedule.total(), stream.stop_after.records.value_or(kMost)});
  return stream.stop_after.duration ? std::min(bound, schedule.due_by(*stream.stop_after.duration - 1)) : bound;
}

}  // namespace

Timetables timetables_of(const Scenario& scenario) {
  Timetables all;
  for (const Stream& stream : scenario.streams) {
    if (stream.rate.unit != Rate::Unit::records || stream.stop_after.bytes) continue;
    const auto schedule = schedule_of(scenario, stream, scenario.clock.start.value_or(wall_now()));
    all[stream.name] = {.schedule = std::make_shared<const Shifted>(
                            Shifted{schedule, stream.start_after, most_records(stream, schedule)}),
                        .due_by = due_by,
                        .intended = intended};
  }
  return all;
}

}  // namespace spate
