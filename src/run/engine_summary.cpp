// The summary of a run.
#include <algorithm>

#include "base/rfc3339.hpp"
#include "kafka/client_properties.hpp"
#include "report/exit_code.hpp"
#include "run/engine.hpp"

namespace spate::run {
namespace {

bool any_with_acks_disabled(const scenario::Scenario& scenario) {
  return std::any_of(scenario.streams.begin(), scenario.streams.end(),
                     [&](const scenario::Stream& stream) { return kafka::acks_disabled(scenario, stream); });
}

}  // namespace

report::Summary Engine::summary() const {
  const auto scenario = run_.scenario.get();
  const MonotonicTime started = run_.origin.started;
  report::Summary summary;
  summary.scenario = scenario->name;
  summary.seed = scenario->seed;
  summary.shard = scenario->shard;
  summary.started = format_rfc3339(std::chrono::time_point_cast<std::chrono::seconds>(run_.start_time));
  summary.duration_seconds = started == MonotonicTime{} ? 0.0 : to_seconds(std::max(stopped_ - started, Duration{}));
  summary.warm_up_seconds = to_seconds(scenario->warm_up);
  summary.keeps_state = run_.checkpoint.has_value();
  summary.null_sink = run_.client.producer() == nullptr;
  summary.acks_zero = !summary.null_sink && any_with_acks_disabled(*scenario);
  summary.evicted_streams = run_.registry.evicted();
  const auto guard = run_.registry.lock();
  for (const RunningStream& stream : run_.registry.streams()) {
    const auto& stats = *stream.stats;
    summary.streams.push_back(report::summarize(stats, stream.definition.rate, *stream.history, scenario->shard));
    summary.streams.back().thresholds =
        report::evaluate_thresholds(stream.definition, *stream.history, stats, run_.shard_indices_of(stats));
  }
  summary.exit = report::exit_code(summary, fatal());
  return summary;
}

}  // namespace spate::run
