// How the streams of an execution begin, or go on from an earlier run, and what is kept of where they are.
#include <algorithm>
#include <utility>

#include "base/log.hpp"
#include "pacing/stream_schedule.hpp"
#include "run/execution.hpp"

namespace spate {
namespace {

// librdkafka asks its queue for room under one lock: many streams had better ask less often.
Duration queue_full_nap(std::size_t streams) { return streams == 1 ? kMillisecond / 2 : 2 * kMillisecond; }

}  // namespace

Past& Execution::follow(const Scenario& scenario, const Stream& stream, const Generator& generator, Duration later_by) {
  auto& past = pasts_[stream.name];
  if (past.history) return past;
  const auto* const known = later_by == Duration{} ? timetables_.written(stream.name) : nullptr;
  past.history = std::make_unique<ScheduleHistory>(
      known != nullptr ? *known : schedule_of(scenario, stream, origin_.wall + later_by, generator.recording()));
  past.start_after = later(later_by, stream.start_after);
  return past;
}

// Its bounds count from here, if it has made records before.
void Execution::begin_again(const Stream& stream, const StreamStats& stats, Duration later_by) {
  Past& past = pasts_.at(stream.name);
  const auto made = stats.worker.scheduled.read();
  const StreamTime begins_at{later(later_by, stream.start_after) - past.start_after};
  if (begins_at <= StreamTime{} && made == 0) return;
  past.bounds_from = slots_of_stream(stats).round(made);
  past.bounds_at = begins_at;
}

// The same when the run starts, where an earlier one may have left something.
Past& Execution::resume(const Stream& stream, const Generator& generator, StreamStats& stats) {
  if (!resumed()) return follow(scenario_, stream, generator, {});
  auto from = resumption(scenario_, stream, generator.recording(), origin_.wall, StreamTime{-time_to_start()},
                         *checkpoint_->left());
  auto& past = pasts_[stream.name];
  past.history = std::make_unique<ScheduleHistory>(from.written);
  past.start_after = from.start_after;
  past.bounds_from = from.bounds_from;
  past.bounds_at = from.bounds_at;
  if (from.changed) past.history->add(from.elapsed, from.progress.index, 0, from.schedule);
  stats.first = from.progress;
  stats.unsettled.begin(from.progress, from.again);
  resumptions_.emplace(stream.name, std::move(from));
  return past;
}

Pacer Execution::begin(Sender& sender, const Stream& stream, std::optional<std::uint64_t> in_file,
                       StreamTime begins_at) {
  const auto made = sender.stats->worker.scheduled.read();
  const Slots slots = slots_of_stream(*sender.stats);
  const Past& past = pasts_.at(stream.name);
  if (begins_at <= StreamTime{} && made == 0) return Pacer{sender.written, stream.stop_after, stream.when_late, slots};
  sender.changed = true;
  // The records of a file that ends are there once, and its stream may have been sent in part.
  StopAfter stop_after = stream.stop_after;
  if (in_file)
    stop_after.records =
        std::min(stop_after.records.value_or(*in_file), *in_file - std::min(*in_file, past.bounds_from));
  auto pacer = Pacer::again(sender.written, stop_after, stream.when_late, begins_at, made, slots);
  // From the end of its last worker until now it is asked for nothing.
  const StreamTime ended = origin_.elapsed(sender.stats->worker.ended.load()) - past.start_after;
  if (made > 0 && ended < begins_at) {
    const Schedule nothing{constant({Rate::Unit::records, 0, kSecond})};
    past.history->add(ended, past.bounds_from, 0, nothing.begun(ended, StreamTime{}, past.bounds_from));
  }
  past.history->add(begins_at, past.bounds_from, 0, pacer.schedule());
  return pacer;
}

Pacer Execution::go_on(Sender& sender, const Stream& stream, std::optional<std::uint64_t> in_file,
                       const Resumption& from) const {
  sender.written = from.written;
  sender.began = from.start_after + from.rate_began;
  sender.shown = from.shown;
  sender.changed = from.changed;
  StopAfter bounds = stream.stop_after;
  if (bounds.records) bounds.records = *bounds.records + std::min(from.bounds_from, kUnbounded - *bounds.records);
  if (in_file) bounds.records = std::min(bounds.records.value_or(*in_file), *in_file);
  if (bounds.duration) bounds.duration = later(since_start(from.bounds_at), *bounds.duration);
  Pacer pacer{from.schedule, bounds, stream.when_late, slots_of_stream(*sender.stats)};
  pacer.resume(from.progress, std::max(from.elapsed, StreamTime{}));
  return pacer;
}

Sender& Execution::employ(const Scenario& scenario, const Stream& stream, Generator generator,
                          std::shared_ptr<StreamStats> stats, OpenSink sink, Duration later_by,
                          std::optional<WaitingThread> thread) {
  for (const auto& note : generator.notes()) log::write(log::Level::warning, note, {.stream = stream.name});
  const Past& past = pasts_.at(stream.name);
  const WallTime shown = origin_.wall + later_by;
  Sender sender{.stats = std::move(stats),
                .own_sink = std::move(sink.own),
                .sink = sink.sink,
                .written = later_by == Duration{} ? past.history->written()
                                                  : schedule_of(scenario, stream, shown, generator.recording()),
                .began = StreamTime{later(later_by, stream.start_after)},
                .shown = shown,
                .worker = nullptr};
  const auto from = resumptions_.extract(stream.name);
  const StreamTime begins_at = from.empty() ? sender.began - past.start_after : StreamTime{};
  auto pacer = from.empty() ? begin(sender, stream, generator.records(), begins_at)
                            : go_on(sender, stream, generator.records(), from.mapped());
  WorkerSetup setup{.name = stream.name,
                    .pacer = std::move(pacer),
                    .generator = std::move(generator),
                    .partitions = PartitionChooser{stream.partitioner, scenario.seed, stream.name},
                    .followed = past.history.get(),
                    .ended = &attention_,
                    .start_after = past.start_after,
                    .begins_at = begins_at,
                    .again = sender.stats->unsettled.sent_before(),
                    .queue_full_nap = queue_full_nap(scenario.streams.size())};
  sender.worker = std::make_unique<Worker>(std::move(setup), *sender.sink, *sender.stats, std::move(thread));
  return senders_.emplace_back(std::move(sender));
}

void Execution::show(Sender& sender, const Stream& stream) {
  live_->begin({.stream = stream,
                .stats = sender.stats,
                .worker = sender.worker.get(),
                .written = sender.written,
                .began = origin_.at(sender.began),
                .shown = sender.shown,
                .changed = sender.changed});
}

std::vector<StreamState> Execution::states(MonotonicTime now) const {
  auto states = live_->states(now);
  for (StreamState& state : states) {
    const Past& past = pasts_.at(state.name);
    state.start_after = past.start_after;
    state.bounds_from = past.bounds_from;
    state.bounds_at = past.bounds_at;
  }
  return states;
}

void Execution::save_state(MonotonicTime now) { checkpoint_->save(scenario_, moment(now), states(now)); }

}  // namespace spate
