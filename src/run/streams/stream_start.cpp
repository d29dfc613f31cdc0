#include "run/streams/stream_start.hpp"

#include <algorithm>
#include <utility>

#include "base/log.hpp"
#include "pacing/stream_schedule.hpp"
#include "run/checkpoint/resume_point.hpp"

namespace spate::run {
namespace {

// librdkafka checks its queue under one lock: with many streams, each one checks less often.
Duration queue_full_backoff(std::size_t streams) { return streams == 1 ? kMillisecond / 2 : 2 * kMillisecond; }

pacing::Pacer first_pacer(const RunContext& run, RunningStream& stream, const generator::Generator& generator) {
  const scenario::Stream& definition = stream.definition;
  const auto* const schedule = run.timetables.written_schedule(stream.name());
  stream.written = schedule != nullptr
                       ? *schedule
                       : pacing::schedule_of(*run.scenario.get(), definition, run.origin.wall, generator.recording());
  stream.history = std::make_unique<pacing::ScheduleHistory>(*stream.written);
  stream.schedule = {
      .rate_hash = rate_hash(definition), .start = definition.start_after, .epoch = StreamTime{definition.start_after}};
  return pacing::Pacer{*stream.written, definition.stop_after, definition.when_late,
                       run.shard_indices_of(*stream.stats)};
}

pacing::Pacer resumed_pacer(const RunContext& run, RunningStream& stream, const generator::Generator& generator) {
  const scenario::Stream& definition = stream.definition;
  const auto point = resume_point(*run.scenario.get(), definition, generator.recording(), run.origin.wall,
                                  StreamTime{wall_now() - run.start_time}, *run.checkpoint->previous_run());
  stream.written = point.written;
  stream.history = std::make_unique<pacing::ScheduleHistory>(point.written);
  stream.schedule = point.state;
  if (point.state.modified) stream.history->add(point.elapsed, point.next.index, 0, point.schedule);
  stream.stats->first = point.next;
  stream.stats->settlement.reset(point.next, point.sent_index);
  scenario::StopAfter bounds = definition.stop_after;
  const auto& [record, at] = point.state.bounds;
  if (bounds.records) bounds.records = *bounds.records + std::min(record, pacing::kUnbounded - *bounds.records);
  if (const auto in_file = generator.records()) bounds.records = std::min(bounds.records.value_or(*in_file), *in_file);
  if (bounds.duration) bounds.duration = saturating_add(since_start(at), *bounds.duration);
  pacing::Pacer pacer{point.schedule, bounds, definition.when_late, run.shard_indices_of(*stream.stats)};
  pacer.resume(point.next, std::max(point.elapsed, StreamTime{}));
  return pacer;
}

}  // namespace

void open_stream(RunContext& run, RunningStream& stream, generator::Generator generator, OpenSink sink) {
  for (const auto& warning : generator.warnings()) log::write(log::Level::warning, warning, {.stream = stream.name()});
  auto pacer = run.resumed() ? resumed_pacer(run, stream, generator) : first_pacer(run, stream, generator);
  run.timetables.use_history(stream.name(), stream.timeline());
  record::RecordSink& to = *sink.sink;
  stream.sender = Sender{.sink = std::move(sink),
                         .worker = make_worker(run, stream, stream.definition, std::move(generator), to,
                                               std::move(pacer), run.registry.streams().size())};
}

std::unique_ptr<stream::Worker> make_worker(RunContext& run, const RunningStream& stream,
                                            const scenario::Stream& definition, generator::Generator generator,
                                            record::RecordSink& sink, pacing::Pacer pacer, std::size_t streams,
                                            std::optional<WaitingThread> thread) {
  stream::WorkerSetup setup{
      .name = definition.name,
      .pacer = std::move(pacer),
      .generator = std::move(generator),
      .partitions = stream::PartitionChooser{definition.partitioner, run.scenario.get()->seed, definition.name},
      .history = stream.history.get(),
      .ended = &run.wake,
      .start_after = stream.schedule.start,
      .resent_until = stream.stats->settlement.sent_index(),
      .queue_full_backoff = queue_full_backoff(streams)};
  return std::make_unique<stream::Worker>(std::move(setup), sink, *stream.stats, std::move(thread));
}

void accept_changes(RunningStream& stream, const stream::Origin& origin) noexcept {
  stream.live.drop_rates();
  stream.active = ActiveSchedule{*stream.written, origin.at(stream.schedule.epoch)};
  stream.accepts_changes = true;
}

}  // namespace spate::run
