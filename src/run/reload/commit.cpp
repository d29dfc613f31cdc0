#include "run/reload/commit.hpp"

#include <algorithm>
#include <new>
#include <utility>

#include "pacing/stream_schedule.hpp"
#include "run/reload/stage.hpp"
#include "run/streams/stream_start.hpp"

namespace spate::run {
namespace {

// How far ahead the instant is at which streams that refer to one another change: every worker has been told by then.
constexpr Duration kLeadTime = 50 * kMillisecond;

// At once; what they had not enqueued is skipped.
void end_streams(RunContext& run, StagedReload& staged) noexcept {
  for (const StagedEnd& end : staged.ends) end.stream->sender->worker->stop();
  for (StagedEnd& end : staged.ends) {
    RunningStream& stream = *end.stream;
    run.registry.retire(stream);
    const auto made = run.shard_indices_of(*stream.stats).round(stream.stats->worker.scheduled.read());
    const StreamTime at = std::max(StreamTime{}, run.elapsed(monotonic_now()) - stream.schedule.start);
    end.idle.restart(at, made);
    stream.history->add_reserved(at, made, 0, end.idle);
  }
}

// The clock went on while streams moved to another client. Where there is no memory for that, theirs is as of before.
void stage_clocks_again(RunContext& run, StagedReload& staged) noexcept {
  try {
    stage_schedules(run, staged, true);
  } catch (const std::bad_alloc&) {
    return;
  }
}

// The records of a file that ends are there once, and its stream may have been sent in part.
scenario::StopAfter bounds_of(const StagedStart& start, const BoundsStart& from) noexcept {
  scenario::StopAfter bounds = start.definition.stream.stop_after;
  if (start.in_file)
    bounds.records =
        std::min(bounds.records.value_or(*start.in_file), *start.in_file - std::min(*start.in_file, from.record));
  return bounds;
}

// Its bounds count from here, if it has made records before.
void restart(const RunContext& run, StagedStart& start, StreamTime begins_at) noexcept {
  RunningStream& stream = *start.stream;
  const auto made = stream.stats->worker.scheduled.read();
  stream.schedule.modified = true;
  stream.schedule.bounds = {.record = run.shard_indices_of(*stream.stats).round(made), .at = begins_at};
  const auto& bounds = stream.schedule.bounds;
  start.pacer.restart(bounds_of(start, bounds), begins_at, made);
  // From the end of its last worker until now it is asked for nothing.
  const StreamTime ended = run.elapsed(stream.stats->worker.ended.load()) - stream.schedule.start;
  if (made > 0 && ended < begins_at) {
    start.idle.restart(ended, bounds.record);
    stream.history->add_reserved(ended, bounds.record, 0, start.idle);
  }
  stream.history->add_reserved(begins_at, bounds.record, 0, start.pacer.schedule());
}

// Its worker is ready to start.
void place(RunContext& run, StagedStart& start, StreamTime later_by) noexcept {
  RunningStream& stream = *start.stream;
  auto& [definition, generator, written, recording] = start.definition;
  const StreamTime epoch = saturating_add(later_by, definition.start_after);
  const bool is_added = !start.added.empty();
  stream.schedule = {.written = written,
                     .start = is_added ? since_start(epoch) : stream.schedule.start,
                     .epoch = epoch,
                     .modified = false,
                     .bounds = stream.schedule.bounds};
  const StreamTime begins_at = epoch - stream.schedule.start;
  if (!is_added) restart(run, start, begins_at);
  start.sender.worker->succeed(std::move(start.pacer), *stream.history, stream.schedule.start, begins_at);
  if (std::exchange(stream.removed, false)) stream.live.clear();
  stream.stats->removed = false;
  stream.stats->generator = std::move(generator);
  stream.definition = std::move(definition);
  stream.written = std::move(start.written);
  stream.sender = std::move(start.sender);
  if (run.delivery_lines) run.delivery_lines->expect(stream.definition);
  accept_changes(stream, run.origin);
  if (stream.live.settings().paused) {
    stream.schedule.modified = true;
    stream.apply({std::move(start.paused), monotonic_now()});
  }
  run.registry.add(std::move(start.added));
}

void change(const RunContext& run, StagedChange& change, const StagedReload& staged) noexcept {
  RunningStream& stream = *change.stream;
  auto& [definition, generator, written, recording] = change.definition;
  if (!change.generator.empty()) {
    if (staged.plan.together.count(stream.name()) > 0)
      change.generator.front().from = run.origin.at(staged.remade.find(stream.name())->second.at);
    stream.worker()->change_generator(std::move(change.generator));
  }
  stream.stats->generator = std::move(generator);
  stream.definition = std::move(definition);
  stream.schedule.written = written;
  if (!change.written) return;
  // The new rate begins now; what was asked for in place of the old one is over, except a pause.
  const MonotonicTime now = monotonic_now();
  stream.live.drop_rates();
  stream.schedule.epoch = run.elapsed(now);
  stream.schedule.modified = true;
  stream.written = std::move(*change.written);
  stream.apply({stream.live.settings().paused ? std::move(*change.paused) : *stream.written, now});
}

void remove(RunContext& run, const std::vector<std::string>& names) noexcept {
  for (const auto& name : names) {
    RunningStream& stream = *run.registry.find(name);
    stream.removed = true;
    stream.stats->removed = true;
    stream.live.expire();
  }
}

// References from one stream to another find what the run follows.
void use_history(RunContext& run, StagedReload& staged, StreamTime ahead) noexcept {
  auto& timetables = *staged.timetables;
  for (const scenario::Stream& stream : staged.scenario->streams)
    timetables.use_history(stream.name, run.registry.find(stream.name)->timeline());
  date(staged.remade, timetables.all(), ahead);
  for (const auto& [name, remade] : staged.remade) {
    RunningStream& stream = *run.registry.find(name);
    stream.remade = remade.at;
    timetables.use_history(name, stream.timeline());
  }
}

void apply(RunContext& run, StagedReload& staged) noexcept {
  const MonotonicTime now = monotonic_now();
  const StreamTime ahead = run.elapsed(now + kLeadTime);
  for (auto& stats : staged.added_stats) run.stats.streams.add(std::move(stats));
  const auto held = run.registry.lock();
  remove(run, staged.plan.found.removed);
  for (StagedStart& start : staged.starts) place(run, start, staged.plan.together.empty() ? run.elapsed(now) : ahead);
  use_history(run, staged, ahead);
  for (StagedChange& one : staged.changes) change(run, one, staged);
  run.scenario.exchange(staged.scenario);
}

// While the client that was being replaced still has records of a stream, the new one must have none: each counts its
// reports by a thread of its own. The run is to stop.
void start_workers(RunContext& run, const StagedReload& staged) noexcept {
  if (staged.starts.empty()) return;
  run.save_state(monotonic_now());
  if (run.client.has_previous()) return;
  for (const StagedStart& start : staged.starts) start.stream->sender->worker->start(run.origin);
}

}  // namespace

std::optional<Cutover> commit(RunContext& run, StagedReload& staged, const std::function<void()>& meanwhile) noexcept {
  std::optional<Cutover> cutover;
  end_streams(run, staged);
  if (staged.client.producer) {
    cutover = cut_over(run, staged, meanwhile);
    stage_clocks_again(run, staged);
  }
  apply(run, staged);
  start_workers(run, staged);
  return cutover;
}

}  // namespace spate::run
