#include "run/checkpoint/resume_point.hpp"

#include <algorithm>
#include <utility>

#include "pacing/stream_schedule.hpp"

namespace spate::run {
namespace {

const StreamState* find(const RunState& left, const std::string& name) {
  const auto found =
      std::find_if(left.streams.begin(), left.streams.end(), [&](const StreamState& one) { return one.name == name; });
  return found == left.streams.end() ? nullptr : &*found;
}

// What is left of a late stream that skips is a gap, unless it resumes from its next record.
bool would_skip(const scenario::Stream& stream, const ResumePoint& plain, bool moved) {
  return moved && stream.when_late.policy == scenario::WhenLate::Policy::skip &&
         plain.schedule.unit() == scenario::Rate::Unit::records &&
         plain.schedule.intended(plain.next.index) < plain.elapsed;
}

}  // namespace

ResumePoint resume_point(const scenario::Scenario& scenario, const scenario::Stream& stream,
                         const std::shared_ptr<const Recording>& recording, WallTime wall, StreamTime elapsed,
                         const RunState& left) {
  const StreamState* const was = find(left, stream.name);
  const Duration start = was != nullptr
                             ? was->schedule.start
                             : saturating_add(since_start(std::max(elapsed, StreamTime{})), stream.start_after);
  const ScheduleState state{.written = rate_mark(stream), .start = start, .epoch = StreamTime{start}};
  const auto written = pacing::schedule_of(scenario, stream, clock_at_epoch(state, stream, wall), recording);
  ResumePoint plain{.state = state,
                    .written = written,
                    .schedule = written,
                    .next = {.index = pacing::shard_indices_of(scenario).first},
                    .elapsed = elapsed - start};
  if (was == nullptr) return plain;
  plain.next = was->next;
  plain.sent_index = was->sent_index;
  plain.state.bounds = was->schedule.bounds;
  const StreamTime at = left.elapsed - start;
  if (at <= StreamTime{}) return plain;
  // The written rate is at its own time `from` when the stream's is `at`.
  const auto from_here = [&](StreamTime from) {
    auto other = plain;
    other.state.epoch = left.elapsed - since_start(from);
    other.state.modified = true;
    other.written = pacing::schedule_of(scenario, stream, clock_at_epoch(other.state, stream, wall), recording);
    const bool records = written.unit() == scenario::Rate::Unit::records;
    other.schedule = other.written.begun(at, from, records ? plain.next.index : 0);
    other.next.flowed = 0;
    return other;
  };
  const bool moved = !left.start.has_value();
  if (was->schedule.written != state.written) return from_here({});
  if (was->schedule.modified || (moved && scenario::uses_wall_clock(stream.rate)))
    return from_here(std::max(StreamTime{left.elapsed - was->schedule.epoch}, StreamTime{}));
  return would_skip(stream, plain, moved) ? from_here(plain.schedule.intended(plain.next.index)) : plain;
}

}  // namespace spate::run
