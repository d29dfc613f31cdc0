#include "run/checkpoint/resumption.hpp"

#include <algorithm>
#include <utility>

#include "pacing/stream_schedule.hpp"

namespace spate {
namespace {

const StreamState* find(const RunState& left, const std::string& name) {
  const auto found =
      std::find_if(left.streams.begin(), left.streams.end(), [&](const StreamState& one) { return one.name == name; });
  return found == left.streams.end() ? nullptr : &*found;
}

// What is left of a late stream that skips is a gap, unless it goes on from its next record.
bool would_skip(const Stream& stream, const Resumption& plain, bool moved) {
  return moved && stream.when_late.policy == WhenLate::Policy::skip && plain.schedule.unit() == Rate::Unit::records &&
         plain.schedule.intended(plain.progress.index) < plain.elapsed;
}

}  // namespace

Resumption resumption(const Scenario& scenario, const Stream& stream, const std::shared_ptr<const Recording>& recording,
                      WallTime wall, StreamTime elapsed, const RunState& left) {
  const StreamState* const was = find(left, stream.name);
  const Duration start_after =
      was != nullptr ? was->start_after : later(std::max(since_start(elapsed), Duration{}), stream.start_after);
  const WallTime shown = wall + start_after - stream.start_after;
  const auto written = schedule_of(scenario, stream, shown, recording);
  Resumption plain{.written = written,
                   .schedule = written,
                   .shown = shown,
                   .progress = {.index = slots_of(scenario).first},
                   .start_after = start_after,
                   .elapsed = elapsed - start_after};
  if (was == nullptr) return plain;
  plain.progress = was->next;
  plain.again = was->sent_before;
  plain.bounds_from = was->bounds_from;
  plain.bounds_at = was->bounds_at;
  const StreamTime at = left.elapsed - start_after;
  if (at <= StreamTime{}) return plain;
  // The written rate is at its own time `from` when the stream's is `at`.
  const auto from_here = [&](StreamTime from) {
    auto other = plain;
    other.shown = shown + (at - from);
    other.written = schedule_of(scenario, stream, other.shown, recording);
    const bool records = written.unit() == Rate::Unit::records;
    other.schedule = other.written.begun(at, from, records ? plain.progress.index : 0);
    other.progress.flowed = 0;
    other.rate_began = at - since_start(from);
    other.changed = true;
    return other;
  };
  const bool moved = !left.start.has_value();
  if (was->rate != rate_mark(stream)) return from_here(StreamTime{});
  if (was->changed || (moved && follows_the_clock(stream.rate))) return from_here(std::max(was->in_rate, StreamTime{}));
  return would_skip(stream, plain, moved) ? from_here(plain.schedule.intended(plain.progress.index)) : plain;
}

}  // namespace spate
