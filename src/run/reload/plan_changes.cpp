#include "run/reload/plan_changes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <utility>

#include "run/reload/dependents.hpp"

namespace spate::run {
namespace {

std::string needs_restart(const scenario::Stream& stream, std::string_view key, std::string_view reason) {
  return fmt::format("streams.{}.{}: {}: restart the run", stream.name, key, reason);
}

// Empty if the stream has not changed.
const std::vector<std::string>& changed_keys(const ReloadPlan& plan, const std::string& stream) {
  static const std::vector<std::string> kNone;
  const auto keys = plan.diff.streams.find(stream);
  return keys == plan.diff.streams.end() ? kNone : keys->second;
}

// Streams that make no more records.
std::set<std::string> ended_streams(RunContext& run, const ReloadPlan& plan) {
  std::set<std::string> ended;
  for (const RunningStream& stream : run.registry.streams())
    if (!stream.removed && stream.has_ended() && plan.new_workers.count(stream.name()) == 0)
      ended.insert(stream.name());
  return ended;
}

// The worker of the stream cannot make the new records.
bool needs_worker(RunContext& run, const ReloadPlan& plan, const scenario::Stream& stream,
                  const generator::Generator& generator) {
  const auto* const running = run.registry.find(stream.name);
  return running != nullptr && any(changed_keys(plan, stream.name), ApplyMode::record) &&
         (!running->worker()->accepts(generator) || running->has_failed());
}

void check_topic(RunContext& run, const scenario::Stream& stream, ReloadPlan& plan) {
  const auto* const before = run.registry.find_with_removed(stream.name);
  if (before == nullptr || !before->removed || before->stats->topic == stream.topic.name) return;
  plan.problems.push_back(
      fmt::format("streams.{}.topic: a stream of this name had topic {} before: use another name, or restart the run",
                  stream.name, before->stats->topic));
}

// The generator of a recorded rate holds the due times, and makes records from index 0 on.
void check_recorded_rate(RunContext& run, const scenario::Stream& stream, ReloadPlan& plan) {
  const auto* const running = run.registry.find(stream.name);
  if (running == nullptr || plan.diff.streams.count(stream.name) == 0) return;
  const auto& keys = changed_keys(plan, stream.name);
  const bool recorded = stream.rate.recorded || running->definition.rate.recorded;
  const bool gets_new_worker = plan.new_workers.count(stream.name) > 0;
  if (recorded && (gets_new_worker || std::count(keys.begin(), keys.end(), "rate") > 0))
    plan.problems.push_back(needs_restart(stream, "rate", "a recorded rate cannot be reloaded"));
}

void check_end_to_end(const scenario::Stream& stream, ReloadPlan& plan) {
  const bool gets_new_worker = plan.new_workers.count(stream.name) > 0;
  if (!stream.end_to_end || (!plan.replace_client && !gets_new_worker)) return;
  plan.problems.push_back(needs_restart(stream, "measure",
                                        gets_new_worker
                                            ? "end-to-end latency cannot be added by a reload"
                                            : "the client cannot be replaced while end-to-end latency is measured"));
}

// The times of a stream count from its first start.
void check_start(RunContext& run, const scenario::Stream& stream, ReloadPlan& plan) {
  const auto* const running = run.registry.find_with_removed(stream.name);
  if (running == nullptr || plan.new_workers.count(stream.name) == 0) return;
  if (saturating_add(run.elapsed(monotonic_now()), stream.start_after) >= StreamTime{running->schedule.start}) return;
  plan.problems.push_back(fmt::format(
      "streams.{}: cannot change before start_after has passed: reload after that, or restart the run", stream.name));
}

}  // namespace

ReloadPlan plan_changes(RunContext& run, const PreparedScenario& next, const scenario::FileStamps& files) {
  auto next_files = scenario::file_stamps(next.scenario);
  auto diff = scenario::compare_scenarios(*run.scenario.get(), files, next.scenario, next_files);
  auto plan = plan_reload(std::move(diff), std::move(next_files));
  add_dependents(plan, next, ended_streams(run, plan));
  const auto& streams = next.scenario.streams;
  for (std::size_t number = 0; number < streams.size(); ++number) {
    const scenario::Stream& stream = streams[number];
    if (needs_worker(run, plan, stream, next.generators[number])) plan.new_workers.insert(stream.name);
    check_topic(run, stream, plan);
    check_recorded_rate(run, stream, plan);
    check_end_to_end(stream, plan);
  }
  const kafka::Producer* const producer = run.client.producer();
  for (const scenario::Stream& stream : streams) {
    if (plan.new_workers.count(stream.name) == 0) continue;
    plan.replace_client =
        plan.replace_client || (producer != nullptr && producer->opened_with_other_properties(stream));
    check_start(run, stream, plan);
  }
  return plan;
}

}  // namespace spate::run
