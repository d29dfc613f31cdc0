#include "run/reload/commit.hpp"

#include <algorithm>
#include <new>
#include <utility>

#include "pacing/stream_schedule.hpp"
#include "run/reload/stage.hpp"
#include "run/streams/stream_start.hpp"

namespace spate::run {
namespace {

// Streams that refer to one another change this much later: by then every worker has received the change.
constexpr Duration kLeadTime = 50 * kMillisecond;

// Stops at once: the backlog is skipped.
void stop_workers(RunContext& run, StagedReload& staged) noexcept {
  for (const StagedStop& stop : staged.stops) stop.stream->sender->worker->stop();
  for (StagedStop& stop : staged.stops) {
    RunningStream& stream = *stop.stream;
    run.registry.retire(stream);
    const auto next_index = run.shard_indices_of(*stream.stats).round_start(stream.stats->worker.scheduled.read());
    const StreamTime at = std::max(StreamTime{}, run.elapsed(monotonic_now()) - stream.schedule.start);
    stop.idle.restart(at, next_index);
    stream.history->add_reserved(at, next_index, 0, stop.idle);
  }
}

// Stages wall-clock schedules again: the cutover took time. Keeps the earlier ones if memory is exhausted.
void restage_wall_clock_schedules(RunContext& run, StagedReload& staged) noexcept {
  try {
    stage_schedules(run, staged, true);
  } catch (const std::bad_alloc&) {
    return;
  }
}

// A file without loop has a fixed number of records, of which some may have been sent.
scenario::StopAfter remaining_bounds(const StagedStart& start, const BoundsStart& from) noexcept {
  scenario::StopAfter bounds = start.definition.stream.stop_after;
  if (start.in_file)
    bounds.records =
        std::min(bounds.records.value_or(*start.in_file), *start.in_file - std::min(*start.in_file, from.record));
  return bounds;
}

// Continues at the next index of the stream. Bounds count from `begins_at`.
void restart_pacer(const RunContext& run, StagedStart& start, StreamTime begins_at) noexcept {
  RunningStream& stream = *start.stream;
  const auto scheduled = stream.stats->worker.scheduled.read();
  stream.schedule.modified = true;
  stream.schedule.bounds = {.record = run.shard_indices_of(*stream.stats).round_start(scheduled), .at = begins_at};
  const auto& bounds = stream.schedule.bounds;
  start.pacer.restart(remaining_bounds(start, bounds), begins_at, scheduled);
  // No record was due between the end of the last worker and now.
  const StreamTime ended = run.elapsed(stream.stats->worker.ended.load()) - stream.schedule.start;
  if (scheduled > 0 && ended < begins_at) {
    start.idle.restart(ended, bounds.record);
    stream.history->add_reserved(ended, bounds.record, 0, start.idle);
  }
  stream.history->add_reserved(begins_at, bounds.record, 0, start.pacer.schedule());
}

// Installs the new worker, without starting it.
void install_worker(RunContext& run, StagedStart& start, StreamTime reload_time) noexcept {
  RunningStream& stream = *start.stream;
  auto& [definition, generator, rate_hash, recording] = start.definition;
  const StreamTime epoch = saturating_add(reload_time, definition.start_after);
  const bool is_added = !start.added.empty();
  stream.schedule = {.rate_hash = rate_hash,
                     .start = is_added ? since_start(epoch) : stream.schedule.start,
                     .epoch = epoch,
                     .modified = false,
                     .bounds = stream.schedule.bounds};
  const StreamTime begins_at = epoch - stream.schedule.start;
  if (!is_added) restart_pacer(run, start, begins_at);
  start.sender.worker->set_start(std::move(start.pacer), *stream.history, stream.schedule.start, begins_at);
  if (std::exchange(stream.removed, false)) stream.live.clear();
  stream.stats->removed = false;
  stream.stats->generator = std::move(generator);
  stream.definition = std::move(definition);
  stream.written = std::move(start.written);
  stream.sender = std::move(start.sender);
  if (run.delivery_lines) run.delivery_lines->set_total(stream.definition);
  accept_changes(stream, run.origin);
  if (stream.live.settings().paused) {
    stream.schedule.modified = true;
    stream.apply({std::move(start.paused), monotonic_now()});
  }
  run.registry.add(std::move(start.added));
}

void apply_change(const RunContext& run, StagedChange& change, const StagedReload& staged) noexcept {
  RunningStream& stream = *change.stream;
  auto& [definition, generator, rate_hash, recording] = change.definition;
  if (!change.generator.empty()) {
    if (staged.plan.simultaneous.count(stream.name()) > 0)
      change.generator.front().from = run.origin.at(staged.record_changes.find(stream.name())->second.at);
    stream.worker()->change_generator(std::move(change.generator));
  }
  stream.stats->generator = std::move(generator);
  stream.definition = std::move(definition);
  stream.schedule.rate_hash = rate_hash;
  if (!change.written) return;
  // The new rate starts now. It ends a live rate, but not a pause.
  const MonotonicTime now = monotonic_now();
  stream.live.drop_rates();
  stream.schedule.epoch = run.elapsed(now);
  stream.schedule.modified = true;
  stream.written = std::move(*change.written);
  stream.apply({stream.live.settings().paused ? std::move(*change.paused) : *stream.written, now});
}

void mark_removed(RunContext& run, const std::vector<std::string>& names) noexcept {
  for (const auto& name : names) {
    RunningStream& stream = *run.registry.find(name);
    stream.removed = true;
    stream.stats->removed = true;
    stream.live.expire();
  }
}

// Makes references between streams use the schedules that the run follows.
void use_history(RunContext& run, StagedReload& staged, StreamTime change_time) noexcept {
  auto& timetables = *staged.timetables;
  for (const scenario::Stream& stream : staged.scenario->streams)
    timetables.use_history(stream.name, run.registry.find(stream.name)->timeline());
  set_change_times(staged.record_changes, timetables.all(), change_time);
  for (const auto& [name, change] : staged.record_changes) {
    RunningStream& stream = *run.registry.find(name);
    stream.records_changed_at = change.at;
    timetables.use_history(name, stream.timeline());
  }
}

void apply(RunContext& run, StagedReload& staged) noexcept {
  const MonotonicTime now = monotonic_now();
  const StreamTime change_time = run.elapsed(now + kLeadTime);
  for (auto& stats : staged.added_stats) run.stats.streams.add(std::move(stats));
  const auto guard = run.registry.lock();
  mark_removed(run, staged.plan.diff.removed);
  for (StagedStart& start : staged.starts)
    install_worker(run, start, staged.plan.simultaneous.empty() ? run.elapsed(now) : change_time);
  use_history(run, staged, change_time);
  for (StagedChange& change : staged.changes) apply_change(run, change, staged);
  run.scenario.exchange(staged.scenario);
}

// If the previous client still has records (the cutover was interrupted because the run stops), no new worker starts:
// two poll threads would count the reports of one stream.
void start_workers(RunContext& run, const StagedReload& staged) noexcept {
  if (staged.starts.empty()) return;
  run.save_state(monotonic_now());
  if (run.client.has_previous()) return;
  for (const StagedStart& start : staged.starts) start.stream->sender->worker->start(run.origin);
}

}  // namespace

std::optional<Cutover> commit(RunContext& run, StagedReload& staged, const std::function<void()>& meanwhile) noexcept {
  std::optional<Cutover> cutover;
  stop_workers(run, staged);
  if (staged.client.producer) {
    cutover = cut_over(run, staged, meanwhile);
    restage_wall_clock_schedules(run, staged);
  }
  apply(run, staged);
  start_workers(run, staged);
  return cutover;
}

}  // namespace spate::run
