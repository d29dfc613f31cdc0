#include "run/checkpoint/resume_point.hpp"

#include <algorithm>
#include <utility>

#include "pacing/stream_schedule.hpp"

namespace spate::run {
namespace {

const StreamState* find(const RunState& previous, const std::string& name) {
  const auto match = std::find_if(previous.streams.begin(), previous.streams.end(),
                                  [&](const StreamState& stream) { return stream.name == name; });
  return match == previous.streams.end() ? nullptr : &*match;
}

// True if when_late: skip would skip records that the previous run has made and not settled: that would be a gap.
bool skips_next_record(const scenario::Stream& stream, const ResumePoint& plain, bool moved) {
  return moved && stream.when_late.policy == scenario::WhenLate::Policy::skip &&
         plain.schedule.unit() == scenario::Rate::Unit::records &&
         plain.schedule.intended(plain.next.index) < plain.elapsed;
}

}  // namespace

ResumePoint resume_point(const scenario::Scenario& scenario, const scenario::Stream& stream,
                         const std::shared_ptr<const Recording>& recording, WallTime wall, StreamTime elapsed,
                         const RunState& previous) {
  const StreamState* const saved = find(previous, stream.name);
  const Duration start = saved != nullptr
                             ? saved->schedule.start
                             : saturating_add(since_start(std::max(elapsed, StreamTime{})), stream.start_after);
  const ScheduleState state{.rate_hash = rate_hash(stream), .start = start, .epoch = StreamTime{start}};
  const auto written = pacing::schedule_of(scenario, stream, clock_at_epoch(state, stream, wall), recording);
  ResumePoint plain{.state = state,
                    .written = written,
                    .schedule = written,
                    .next = {.index = pacing::shard_indices_of(scenario).first},
                    .elapsed = elapsed - start};
  if (saved == nullptr) return plain;
  plain.next = saved->next;
  plain.sent_index = saved->sent_index;
  plain.state.bounds = saved->schedule.bounds;
  const StreamTime at = previous.elapsed - start;
  if (at <= StreamTime{}) return plain;
  // Continues at stream time `at` with the written rate at its own time `from`.
  const auto continue_from = [&](StreamTime from) {
    auto other = plain;
    other.state.epoch = previous.elapsed - since_start(from);
    other.state.modified = true;
    other.written = pacing::schedule_of(scenario, stream, clock_at_epoch(other.state, stream, wall), recording);
    const bool records = written.unit() == scenario::Rate::Unit::records;
    other.schedule = other.written.started_at(at, from, records ? plain.next.index : 0);
    other.next.scheduled_bytes = 0;
    return other;
  };
  const bool moved = !previous.start.has_value();
  if (saved->schedule.rate_hash != state.rate_hash) return continue_from({});
  if (saved->schedule.modified || (moved && scenario::uses_wall_clock(stream.rate)))
    return continue_from(std::max(StreamTime{previous.elapsed - saved->schedule.epoch}, StreamTime{}));
  return skips_next_record(stream, plain, moved) ? continue_from(plain.schedule.intended(plain.next.index)) : plain;
}

}  // namespace spate::run
