#include "run/stream_control.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <string>
#include <vector>

#include "base/log.hpp"
#include "scenario/text/suggestion.hpp"

namespace spate::run {
namespace {

std::string_view limit_text(stats::LimitReason limit) { return stats::kLimitReasons[static_cast<std::size_t>(limit)]; }

std::string state_text(const RunningStream& stream) {
  if (!stream.accepts_changes) return "starting";
  if (stream.has_ended()) return "ended";
  return stream.live.settings().paused ? "paused" : "running";
}

std::string log_text(const LiveChange& change) {
  const auto duration =
      change.duration ? fmt::format(" for {}", scenario::format_duration(*change.duration)) : std::string{};
  return fmt::format("{}{}", describe(change.settings), duration);
}

}  // namespace

void StreamControl::tick(MonotonicTime now) {
  const auto guard = registry_.lock();
  for (RunningStream& stream : registry_.streams()) {
    stream.recent.update(now);
    if (now >= stream.live.next_expiry()) expire(stream);
  }
}

void StreamControl::expire(RunningStream& stream) {
  const auto before = describe(stream.live.settings());
  stream.live.expire();
  const auto after = describe(stream.live.settings());
  if (after != before) stream.apply_settings(*scenario_.get(), origin_);
  log::write(log::Level::info, fmt::format("control: stream {}: {} expired, back to {}", stream.name(), before, after),
             {.stream = stream.name()});
  stats_.count("expire");
}

MonotonicTime StreamControl::next_expiry() const {
  const auto guard = registry_.lock();
  MonotonicTime first = kNever;
  for (const RunningStream& stream : registry_.streams()) first = std::min(first, stream.live.next_expiry());
  return first;
}

http::ControlResponse StreamControl::unknown_stream(std::string_view name) const {
  std::vector<std::string_view> names;
  for (const RunningStream& stream : registry_.streams())
    if (!stream.removed) names.emplace_back(stream.name());
  return http::control_error(
      404, fmt::format("unknown stream {}{}", scenario::quote_value(name), scenario::did_you_mean(name, names)));
}

StreamStatus StreamControl::status_of(const RunningStream& stream, MonotonicTime now) const {
  const auto latency = stream.recent.latency();
  const auto& settings = stream.live.settings();
  const auto& stats = *stream.stats;
  StreamStatus status{.name = stats.name,
                      .topic = stats.topic,
                      .generator = stream.definition.generator.name,
                      .state = state_text(stream),
                      .scenario_rate = rate_of(stream.definition.rate),
                      .live_rate = settings.rate ? settings.rate->text : std::string{},
                      .target_rate = target_rate(stream, now),
                      .rate = stream.recent.rate(now),
                      .behind_seconds = to_seconds(stats.worker.behind.load(std::memory_order_relaxed)),
                      .account = stats::read_account(stats),
                      .p50_seconds = to_seconds(latency.quantile(0.5)),
                      .p99_seconds = to_seconds(latency.quantile(0.99)),
                      .limited_by = std::string{limit_text(stats.limits.latest.load())}};
  if (stream.live.next_expiry() != kNever)
    status.remaining_seconds = std::max(0.0, to_seconds(stream.live.next_expiry() - now));
  return status;
}

// Uses the schedule that was sent to the worker: the worker publishes its target rate only after the response to an
// action. Before the start of a stream, its first rate.
double StreamControl::target_rate(const RunningStream& stream, MonotonicTime now) const {
  if (!stream.accepts_changes || stream.has_ended()) return 0;
  const pacing::Schedule& schedule = stream.active->schedule;
  if (schedule.unit() == scenario::Rate::Unit::unlimited) return std::numeric_limits<double>::infinity();
  const double all_shards = schedule.rate_at(std::max(StreamTime{}, StreamTime{now - stream.active->started}));
  const double per_second = all_shards / static_cast<double>(scenario_.get()->shard.count);
  if (schedule.unit() == scenario::Rate::Unit::records) return per_second;
  const auto account = stats::read_account(*stream.stats);
  if (account.bytes_enqueued == 0) return 0;  // the record size is not known yet
  return per_second * static_cast<double>(account.enqueued) / static_cast<double>(account.bytes_enqueued);
}

http::ControlResponse StreamControl::status() const {
  const auto guard = registry_.lock();
  const MonotonicTime now = monotonic_now();
  std::vector<StreamStatus> all;
  for (const RunningStream& stream : registry_.streams())
    if (!stream.removed) all.push_back(status_of(stream, now));
  return {200, to_json(scenario_.get()->name, all)};
}

http::ControlResponse StreamControl::status(std::string_view name) {
  const auto guard = registry_.lock();
  const RunningStream* const stream = registry_.find(name);
  return stream == nullptr ? unknown_stream(name)
                           : http::ControlResponse{200, to_json(status_of(*stream, monotonic_now()))};
}

http::ControlResponse StreamControl::act(const http::ControlAction& action) {
  const auto guard = registry_.lock();
  RunningStream* const stream = registry_.find(action.stream);
  if (stream == nullptr) return unknown_stream(action.stream);
  if (!stream->accepts_changes) return http::control_error(503, "the run has not started: retry later");
  if (stream->has_ended()) return http::control_error(409, fmt::format("stream {} has ended", stream->name()));
  const auto resolved = resolve_change(action, stream->live.settings(), stream->definition.rate);
  if (!resolved.value) return http::control_error(resolved.conflict ? 409 : 400, resolved.problem);
  change(*stream, *resolved.value);
  stats_.count(action.verb);
  log::write(log::Level::info,
             fmt::format("control: {} stream {}: {}", action.verb, stream->name(), log_text(*resolved.value)),
             {.stream = stream->name()});
  return {200, to_json(status_of(*stream, monotonic_now()))};
}

void StreamControl::change(RunningStream& stream, const LiveChange& change) {
  const auto before = describe(stream.live.settings());
  stream.live.add(change, monotonic_now());
  if (describe(stream.live.settings()) != before) stream.apply_settings(*scenario_.get(), origin_);
  wake_.set();
}

}  // namespace spate::run
