#include "run/streams/running_stream.hpp"

#include <utility>

#include "pacing/stream_schedule.hpp"

namespace spate::run {

RunningStream::RunningStream(scenario::Stream initial, std::shared_ptr<stats::StreamStats> stream_stats)
    : definition(std::move(initial)), stats(std::move(stream_stats)), recent(*stats) {}

stream::Worker* RunningStream::worker() const noexcept {
  if (sender) return sender->worker.get();
  return retired.empty() ? nullptr : retired.back().worker.get();
}

StreamTimeline RunningStream::timeline() const noexcept {
  return {.history = history.get(),
          .start = schedule.start,
          .bounds = schedule.bounds,
          .records_changed_at = records_changed_at};
}

StreamState RunningStream::state() const {
  return {.name = name(),
          .next = stats->settlement.resume_position(),
          .sent_index = stats->settlement.sent_index(),
          .schedule = schedule};
}

void RunningStream::apply(ActiveSchedule next) {
  active = next;
  worker()->change_schedule(std::move(next.schedule), next.started);
}

void RunningStream::apply_settings(const scenario::Scenario& scenario, const stream::Origin& origin) {
  schedule.modified = true;
  const auto& settings = live.settings();
  const MonotonicTime epoch = origin.at(schedule.epoch);
  if (!settings.paused && !settings.rate) return apply({*written, epoch});
  const bool of_scenario = effective_rate(settings, definition.rate).of_scenario;
  const WallTime clock = clock_at_epoch(schedule, definition, origin.wall);
  apply({live_schedule(settings, scenario, definition, clock), of_scenario ? epoch : monotonic_now()});
}

pacing::Schedule live_schedule(const LiveSettings& settings, const scenario::Scenario& scenario,
                               const scenario::Stream& definition, WallTime clock) {
  scenario::Stream stream = definition;
  stream.rate = effective_rate(settings, definition.rate).profile;
  return pacing::schedule_of(scenario, stream, clock);
}

}  // namespace spate::run
