#include "run/live/live_streams.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <utility>

#include "base/log.hpp"
#include "pacing/stream_schedule.hpp"
#include "run/override/live_change.hpp"
#include "scenario/text/suggestion.hpp"

namespace spate {
namespace {

std::string_view limit_text(Limit limit) { return kLimits[static_cast<std::size_t>(limit)]; }

std::string state_text(const Worker* worker, const LiveSettings& settings) {
  if (worker == nullptr) return "starting";
  if (worker->ended()) return "ended";
  return settings.paused ? "paused" : "running";
}

std::string log_text(const LiveChange& change) {
  const auto lasts = change.duration ? fmt::format(" for {}", format_duration(*change.duration)) : std::string{};
  return fmt::format("{}{}", describe(change.settings), lasts);
}

}  // namespace

LiveStreams::LiveStreams(Scenario& scenario, RunStats& stats, Alarm& attention)
    : scenario_(scenario), stats_(stats), attention_(attention), files_(file_stamps(scenario)) {
  const auto counted = stats.streams.read();
  for (std::size_t number = 0; number < scenario.streams.size(); ++number)
    streams_.emplace_back(scenario.streams[number], counted[number]);
}

void LiveStreams::open(const Origin& origin) {
  const std::lock_guard lock{mutex_};
  origin_ = origin;
}

void LiveStreams::begin(Joining joining) {
  const std::lock_guard lock{mutex_};
  const auto known =
      std::find_if(streams_.begin(), streams_.end(), [&](const Live& one) { return one.stats == joining.stats; });
  Live& live = known != streams_.end() ? *known : streams_.emplace_back(joining.stream, joining.stats);
  if (std::exchange(live.removed, false)) live.lasting = {};
  live.stats->removed = false;
  live.stats->generator = joining.stream.generator.name;
  live.stream = std::move(joining.stream);
  live.worker = joining.worker;
  live.written = std::move(joining.written);
  live.began = joining.began;
  live.shown = joining.shown;
  live.mark = rate_mark(live.stream);
  live.changed = joining.changed;
  live.temporary.reset();
  live.lasting.rate.reset();
  live.applied = Applied{*live.written, live.began};
  if (live.lasting.paused) follow(live);
}

std::vector<StreamState> LiveStreams::states(MonotonicTime now) const {
  const std::lock_guard lock{mutex_};
  std::vector<StreamState> all;
  for (const Live& live : streams_) {
    if (live.removed) continue;
    all.push_back({.name = live.stream.name,
                   .rate = live.mark,
                   .next = live.stats->unsettled.lowest(),
                   .sent_before = live.stats->unsettled.sent_before(),
                   .changed = live.changed,
                   .in_rate = StreamTime{now - live.began}});
  }
  return all;
}

void LiveStreams::look_after(MonotonicTime now) {
  const std::lock_guard lock{mutex_};
  for (Live& live : streams_) {
    live.recent.update(now);
    if (!live.temporary || now < live.temporary->until) continue;
    const LiveSettings before = live.settings();
    live.temporary.reset();
    follow(live, before);
    log::write(log::Level::info,
               fmt::format("control: stream {}: {} is over; {} again", live.stream.name, describe(before),
                           describe(live.settings())),
               {.stream = live.stream.name});
    stats_.control.count("undo");
  }
}

MonotonicTime LiveStreams::expires() const {
  const std::lock_guard lock{mutex_};
  MonotonicTime first = kNever;
  for (const Live& live : streams_)
    if (live.temporary) first = std::min(first, live.temporary->until);
  return first;
}

LiveStreams::Live* LiveStreams::find(std::string_view name) {
  return const_cast<Live*>(std::as_const(*this).find(name));
}

const LiveStreams::Live* LiveStreams::find(std::string_view name) const {
  const auto live = std::find_if(streams_.begin(), streams_.end(),
                                 [&](const Live& one) { return !one.removed && one.stream.name == name; });
  return live == streams_.end() ? nullptr : &*live;
}

ControlReply LiveStreams::unknown(std::string_view name) const {
  std::vector<std::string_view> names;
  for (const Live& live : streams_)
    if (!live.removed) names.emplace_back(live.stream.name);
  return control_error(404, fmt::format("there is no stream {}{}", shown(name), did_you_mean(name, names)));
}

StreamStatus LiveStreams::status_of(const Live& live, MonotonicTime now) const {
  const auto latency = live.recent.latency();
  const auto& settings = live.settings();
  StreamStatus status{.name = live.stats->name,
                      .topic = live.stats->topic,
                      .generator = live.stream.generator.name,
                      .state = state_text(live.worker, settings),
                      .scenario_rate = rate_of(live.stream.rate),
                      .live_rate = settings.rate ? settings.rate->text : std::string{},
                      .target_rate = target_rate(live, now),
                      .rate = live.recent.rate(now),
                      .lag_seconds = to_seconds(live.stats->worker.behind.load(std::memory_order_relaxed)),
                      .account = read_account(*live.stats),
                      .p50_seconds = to_seconds(latency.quantile(0.5)),
                      .p99_seconds = to_seconds(latency.quantile(0.99)),
                      .limited_by = std::string{limit_text(live.stats->limits.latest.load())}};
  if (live.temporary) status.until_seconds = std::max(0.0, to_seconds(live.temporary->until - now));
  return status;
}

// By what was applied: the worker publishes its target when it next looks at the clock, which is after the response to
// an action. Before its start, the rate that a stream starts with.
double LiveStreams::target_rate(const Live& live, MonotonicTime now) const {
  if (live.worker == nullptr || live.worker->ended()) return 0;
  const Schedule& schedule = live.applied->schedule;
  if (schedule.unit() == Rate::Unit::unlimited) return std::numeric_limits<double>::infinity();
  const double all_shards = schedule.rate_at(std::max(StreamTime{}, StreamTime{now - live.applied->began}));
  const double per_second = all_shards / static_cast<double>(scenario_.shard.count);
  if (schedule.unit() == Rate::Unit::records) return per_second;
  const auto account = read_account(*live.stats);
  if (account.bytes_enqueued == 0) return 0;  // no record has told how large they are
  return per_second * static_cast<double>(account.enqueued) / static_cast<double>(account.bytes_enqueued);
}

ControlReply LiveStreams::status() const {
  const std::lock_guard lock{mutex_};
  const MonotonicTime now = monotonic_now();
  std::vector<StreamStatus> all;
  for (const Live& live : streams_)
    if (!live.removed) all.push_back(status_of(live, now));
  return {200, to_json(scenario_.name, all)};
}

ControlReply LiveStreams::status(std::string_view name) {
  const std::lock_guard lock{mutex_};
  const Live* const live = find(name);
  return live == nullptr ? unknown(name) : ControlReply{200, to_json(status_of(*live, monotonic_now()))};
}

ControlReply LiveStreams::act(const ControlAction& action) {
  const std::lock_guard lock{mutex_};
  Live* const live = find(action.stream);
  if (live == nullptr) return unknown(action.stream);
  if (live->worker == nullptr) return control_error(503, "nothing is sent yet; ask again when the run has started");
  if (live->worker->ended()) return control_error(409, fmt::format("stream {} has ended", live->stream.name));
  const auto change = resolve_change(action, live->settings(), live->stream.rate);
  if (!change.value) return control_error(change.conflict ? 409 : 400, change.problem);
  carry_out(*live, *change.value);
  stats_.control.count(action.verb);
  log::write(log::Level::info,
             fmt::format("control: {} stream {}: {}", action.verb, live->stream.name, log_text(*change.value)),
             {.stream = live->stream.name});
  return {200, to_json(status_of(*live, monotonic_now()))};
}

void LiveStreams::carry_out(Live& live, const LiveChange& change) {
  const LiveSettings before = live.settings();
  live.temporary.reset();
  if (change.duration)
    live.temporary = TemporarySettings{change.settings, later(monotonic_now(), *change.duration)};
  else
    live.lasting = change.settings;
  follow(live, before);
  attention_.ring();
}

void LiveStreams::follow(Live& live, const LiveSettings& before) {
  if (describe(live.settings()) != describe(before)) follow(live);
}

void LiveStreams::follow(Live& live) {
  live.changed = true;
  const auto& settings = live.settings();
  if (!settings.paused && !settings.rate) return apply(live, {*live.written, live.began});
  auto [profile, of_scenario] = effective_rate(settings, live.stream.rate);
  Stream stream = live.stream;
  stream.rate = std::move(profile);
  const MonotonicTime began = of_scenario ? live.began : monotonic_now();
  apply(live, {schedule_of(scenario_, stream, live.shown), began});
}

void LiveStreams::apply(Live& live, Applied next) {
  live.applied = next;
  live.worker->change_schedule(std::move(next.schedule), next.began);
}

}  // namespace spate
