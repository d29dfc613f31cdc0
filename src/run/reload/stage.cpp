#include "run/reload/stage.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "base/thread.hpp"
#include "pacing/stream_schedule.hpp"
#include "run/streams/stream_start.hpp"

namespace spate::run {
namespace {

// Maximum wait for new topics and brokers: it blocks the control thread.
constexpr Duration kTimeout = 10 * kSecond;

using Threads = std::map<std::string, WaitingThread>;

bool gets_new_worker(const ReloadPlan& plan, const scenario::Stream& stream) {
  return plan.new_workers.count(stream.name) > 0;
}

pacing::Schedule idle_schedule() {
  return pacing::Schedule{scenario::constant({scenario::Rate::Unit::records, 0, kSecond})}.started_at({}, {}, 0);
}

// The scenario with only the streams whose topics may have to be created.
scenario::Scenario with_new_topics(const scenario::Scenario& next, const ReloadPlan& plan) {
  scenario::Scenario reduced = next;
  reduced.startup_timeout = std::min(reduced.startup_timeout, kTimeout);
  if (plan.replace_client) return reduced;
  std::erase_if(reduced.streams, [&](const scenario::Stream& stream) { return !gets_new_worker(plan, stream); });
  return reduced;
}

Threads start_threads(const StagedReload& staged) {
  Threads threads;
  for (const scenario::Stream& stream : staged.scenario->streams)
    if (gets_new_worker(staged.plan, stream)) threads.emplace(stream.name, stream.name);
  return threads;
}

StagedDefinition define(const scenario::Stream& stream, const generator::Generator& generator) {
  return {.stream = stream,
          .generator = stream.generator.name,
          .rate_hash = rate_hash(stream),
          .recording = generator.recording()};
}

void stage_stops(RunContext& run, StagedReload& staged) {
  const auto& removed = staged.plan.diff.removed;
  for (RunningStream& stream : run.registry.streams()) {
    const bool is_removed = std::find(removed.begin(), removed.end(), stream.name()) != removed.end();
    if (!stream.sender || (!is_removed && staged.plan.new_workers.count(stream.name()) == 0)) continue;
    stream.history->reserve();
    stream.retired.reserve(stream.retired.size() + 1);
    staged.stops.push_back({&stream, idle_schedule()});
  }
}

// The schedule of a paused stream whose rate changes.
pacing::Schedule paused_schedule(const scenario::Scenario& scenario, const scenario::Stream& stream) {
  return live_schedule({.paused = true, .rate = {}}, scenario, stream, {});
}

StagedStart stage_start(RunContext& run, StagedReload& staged, const scenario::Stream& stream,
                        const generator::Generator& generator) {
  StagedStart start{.stream = run.registry.find_with_removed(stream.name),
                    .added = {},
                    .definition = define(stream, generator),
                    .in_file = generator.records(),
                    .written = idle_schedule(),
                    .pacer = pacing::Pacer{idle_schedule(), {}},
                    .idle = idle_schedule(),
                    .paused = paused_schedule(*staged.scenario, stream),
                    .sender = {}};
  if (start.stream == nullptr) {
    auto& stats = staged.added_stats.emplace_back(run.make_stats(stream));
    start.added.emplace_back(stream, stats);
    start.stream = &start.added.front();
  } else {
    start.stream->history->reserve();
  }
  for (const auto& warning : generator.warnings()) staged.warnings.emplace_back(stream.name, warning);
  return start;
}

void stage_change(const StagedReload& staged, const scenario::Stream& stream, generator::Generator generator,
                  RunningStream& running, std::vector<StagedChange>& changes) {
  const auto& keys = staged.plan.diff.streams.at(stream.name);
  StagedChange change{
      .stream = &running, .definition = define(stream, generator), .generator = {}, .written = {}, .paused = {}};
  if (any(keys, ApplyMode::rate)) change.paused = paused_schedule(*staged.scenario, stream);
  if (any(keys, ApplyMode::record)) change.generator.push_back({std::move(generator), {}});
  changes.push_back(std::move(change));
}

void stage_schedule(const RunContext& run, const scenario::Scenario& scenario, MonotonicTime now, StagedStart& start) {
  const auto& [stream, generator, rate_hash, recording] = start.definition;
  const bool is_added = !start.added.empty();
  const pacing::ShardIndices shard_indices = run.shard_indices_of(*start.stream->stats);
  start.written = pacing::schedule_of(scenario, stream, run.origin.wall_at(run.elapsed(now)), recording);
  start.pacer =
      is_added ? pacing::Pacer{start.written, stream.stop_after, stream.when_late, shard_indices}
               : pacing::Pacer::restarted(start.written, stream.stop_after, stream.when_late, {}, 0, shard_indices);
  if (is_added) start.stream->history = std::make_unique<pacing::ScheduleHistory>(start.written);
}

// Opens the topics of new workers and, for a new client, those of the other streams.
void open_sinks(RunContext& run, StagedReload& staged, kafka::Producer* producer) {
  std::vector<kafka::StreamTopic> topics;
  std::vector<RunningStream*> others;
  for (const StagedStart& start : staged.starts) topics.push_back({start.definition.stream, *start.stream->stats});
  for (const scenario::Stream& stream : staged.scenario->streams) {
    if (!staged.client.producer || gets_new_worker(staged.plan, stream)) continue;
    RunningStream& running = *others.emplace_back(run.registry.find(stream.name));
    topics.push_back({stream, *running.stats});
  }
  auto sinks = SharedClient::open_sinks(topics, producer);
  const std::size_t starts = staged.starts.size();
  for (std::size_t number = 0; number < starts; ++number) staged.starts[number].sender.sink = std::move(sinks[number]);
  for (std::size_t number = 0; number < others.size(); ++number)
    staged.sinks.emplace_back(others[number], std::move(sinks[starts + number]));
}

}  // namespace

void stage(RunContext& run, PreparedScenario next, StagedReload& staged) {
  staged.record_changes = record_changes(staged.plan, next);
  staged.timetables = std::move(next.timetables);
  staged.scenario = std::make_shared<const scenario::Scenario>(std::move(next.scenario));
  const auto& streams = staged.scenario->streams;
  auto threads = start_threads(staged);
  stage_stops(run, staged);
  std::vector<generator::Generator> generators;
  for (std::size_t number = 0; number < streams.size(); ++number) {
    const scenario::Stream& stream = streams[number];
    auto& generator = next.generators[number];
    if (gets_new_worker(staged.plan, stream)) {
      staged.starts.push_back(stage_start(run, staged, stream, generator));
      generators.push_back(std::move(generator));
    } else if (staged.plan.diff.streams.count(stream.name) > 0) {
      stage_change(staged, stream, std::move(generator), *run.registry.find(stream.name), staged.changes);
    }
  }
  stage_schedules(run, staged, false);
  run.stats.streams.reserve(staged.added_stats.size());
  staged.client =
      run.client.stage(*staged.scenario, with_new_topics(*staged.scenario, staged.plan), staged.plan.replace_client);
  kafka::Producer* const producer = staged.client.producer ? staged.client.producer.get() : run.client.producer();
  open_sinks(run, staged, producer);
  for (std::size_t number = 0; number < staged.starts.size(); ++number) {
    StagedStart& start = staged.starts[number];
    const scenario::Stream& stream = start.definition.stream;
    if (run.delivery_lines) run.delivery_lines->reserve(stream.name);
    start.sender.worker =
        make_worker(run, *start.stream, stream, std::move(generators[number]), *start.sender.sink.sink,
                    pacing::Pacer{idle_schedule(), {}}, streams.size(), std::move(threads.at(stream.name)));
  }
}

void discard(RunContext& run, const StagedReload& staged) noexcept {
  if (staged.client.producer) return;
  for (const StagedStart& start : staged.starts)
    if (start.sender.sink.sink != nullptr && !start.sender.sink.own) run.client.close_sink(*start.sender.sink.sink);
}

void stage_schedules(RunContext& run, StagedReload& staged, bool clock_only) {
  const MonotonicTime now = monotonic_now();
  const auto& scenario = *staged.scenario;
  for (StagedStart& start : staged.starts) {
    if (clock_only && !scenario::uses_wall_clock(start.definition.stream.rate)) continue;
    stage_schedule(run, scenario, now, start);
  }
  for (StagedChange& change : staged.changes) {
    const scenario::Stream& stream = change.definition.stream;
    if (!change.paused || (clock_only && !scenario::uses_wall_clock(stream.rate))) continue;
    change.written = pacing::schedule_of(scenario, stream, run.origin.wall_at(run.elapsed(now)) - stream.start_after);
  }
}

}  // namespace spate::run
