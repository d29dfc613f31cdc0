// What a reload changes in the streams of a run.
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "pacing/stream_schedule.hpp"
#include "run/live/live_streams.hpp"
#include "run/reload/dependents.hpp"

namespace spate {
namespace {

bool any(const std::vector<std::string>& keys, ApplyMode how) {
  return std::any_of(keys.begin(), keys.end(), [&](const std::string& key) { return apply_mode(key) == how; });
}

bool has_failed(const Worker& worker) { return worker.ended() && worker.failure(); }

std::string cannot(const Stream& stream, std::string_view key, std::string_view why) {
  return fmt::format("streams.{}.{}: {}; restart the run", stream.name, key, why);
}

}  // namespace

ReloadPlan LiveStreams::plan(const Prepared& next) const {
  const std::lock_guard lock{mutex_};
  auto files = file_stamps(next.scenario);
  auto found = difference(scenario_, files_, next.scenario, files);
  auto plan = plan_reload(std::move(found), std::move(files));
  std::set<std::string> ended;
  for (const Live& live : streams_)
    if (!live.removed && live.worker->ended() && plan.begin.count(live.stream.name) == 0)
      ended.insert(live.stream.name);
  add_dependents(plan, next, ended);
  for (std::size_t number = 0; number < next.scenario.streams.size(); ++number) {
    const Stream& stream = next.scenario.streams[number];
    const auto keys = plan.found.streams.find(stream.name);
    const Live* const live = find(stream.name);
    if (keys != plan.found.streams.end() && any(keys->second, ApplyMode::record) &&
        (!live->worker->can_make(next.generators[number]) || has_failed(*live->worker)))
      plan.begin.insert(stream.name);
    const auto before = std::find_if(streams_.begin(), streams_.end(),
                                     [&](const Live& one) { return one.removed && one.stats->name == stream.name; });
    if (before != streams_.end() && before->stats->topic != stream.topic.name)
      plan.problems.push_back(
          fmt::format("streams.{}.topic: a stream of this name sent to topic {} before; give it "
                      "another name, or restart the run",
                      stream.name, before->stats->topic));
    const bool begins = plan.begin.count(stream.name) > 0;
    // When the records of a file are due its generator knows, which makes them from the first on.
    const bool recorded = stream.rate.recorded || (live != nullptr && live->stream.rate.recorded);
    if (recorded && live != nullptr && keys != plan.found.streams.end() &&
        (begins || std::count(keys->second.begin(), keys->second.end(), "rate") > 0))
      plan.problems.push_back(cannot(stream, "rate", "a recorded rate cannot change while the run goes"));
    if (stream.end_to_end && (plan.client || begins))
      plan.problems.push_back(cannot(stream, "measure",
                                     begins ? "what is read back is known from the start on"
                                            : "another client cannot take over while what is sent is read back"));
  }
  return plan;
}

void LiveStreams::take_over(Prepared& next, const ReloadPlan& plan, const std::map<std::string, StreamTime>& at) {
  const std::lock_guard lock{mutex_};
  for (std::size_t number = 0; number < next.scenario.streams.size(); ++number) {
    const Stream& stream = next.scenario.streams[number];
    const auto keys = plan.found.streams.find(stream.name);
    if (keys == plan.found.streams.end() || plan.begin.count(stream.name) > 0) continue;
    const bool together = plan.together.count(stream.name) > 0;
    take_over(*find(stream.name), stream,
              {std::move(next.generators[number]), together ? origin_.at(at.at(stream.name)) : MonotonicTime{}},
              keys->second);
  }
  for (Live& live : streams_) {
    if (live.removed || std::count(plan.found.removed.begin(), plan.found.removed.end(), live.stream.name) == 0)
      continue;
    live.removed = true;
    live.stats->removed = true;
    live.temporary.reset();
  }
}

void LiveStreams::take_over(Live& live, Stream next, NextGenerator generator, const std::vector<std::string>& keys) {
  if (any(keys, ApplyMode::record)) live.worker->change_generator(std::move(generator));
  live.stats->generator = next.generator.name;
  live.stream = std::move(next);
  live.mark = rate_mark(live.stream);
  if (!any(keys, ApplyMode::rate)) return;
  // The new rate begins now; what was asked for in place of the old one is over, but for a pause.
  live.temporary.reset();
  live.lasting.rate.reset();
  live.began = monotonic_now();
  live.shown = origin_.wall + (live.began - origin_.monotonic) - live.stream.start_after;
  live.written = schedule_of(scenario_, live.stream, live.shown);
  follow(live);
}

void LiveStreams::settle(Scenario next, ReloadPlan plan) {
  const std::lock_guard lock{mutex_};
  scenario_ = std::move(next);
  files_ = std::move(plan.files);
  stats_.control.count("reload");
  stats_.control.reload_successful.store(true, std::memory_order_relaxed);
  stats_.control.reloaded.store(wall_now(), std::memory_order_relaxed);
  attention_.ring();
}

void LiveStreams::refuse_reload() noexcept {
  stats_.control.count("reload");
  stats_.control.reload_successful.store(false, std::memory_order_relaxed);
}

void LiveStreams::forget(const StreamStats& stats) {
  const std::lock_guard lock{mutex_};
  streams_.remove_if([&](const Live& live) { return live.stats.get() == &stats; });
}

std::vector<Ran> LiveStreams::ran() const {
  const std::lock_guard lock{mutex_};
  std::vector<Ran> all;
  for (const Live& live : streams_) all.push_back({live.stream, live.stats});
  return all;
}

}  // namespace spate
