#include "run/engine.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "base/log.hpp"
#include "base/output.hpp"
#include "http/control/control_routes.hpp"
#include "http/monitoring.hpp"
#include "run/streams/stream_start.hpp"
#include "scenario/read/clock.hpp"

namespace spate::run {
namespace {

// How long the end-to-end consumer may read on after the last delivery.
constexpr Duration kConsumerTimeout = 2 * kSecond;

http::Control control_of(StreamControl& streams, const std::function<http::ControlResponse()>& reload) {
  return {.streams = [&streams] { return streams.status(); },
          .stream = [&streams](std::string_view name) { return streams.status(name); },
          .act = [&streams](const http::ControlAction& action) { return streams.act(action); },
          .reload = reload};
}

}  // namespace

Engine::Engine(PreparedScenario prepared, const RunOptions& options, WakeEvent& wake, const WakeEvent& stop)
    : run_(std::move(prepared.scenario), std::move(prepared.timetables), options, wake, stop),
      generators_(std::move(prepared.generators)),
      control_(run_.scenario, run_.origin, run_.registry, run_.stats.control, wake) {
  const auto scenario = run_.scenario.get();
  serve(options);
  if (!options.null_sink) run_.client.connect(*scenario);
  limits_.emplace(*scenario, run_.client.bootstrap_servers(), run_.stats, run_.client.producer());
  reloader_.emplace(run_, *limits_);
}

Engine::~Engine() {
  stop();
  run_.timetables.use_written_schedules();
}

void Engine::serve(const RunOptions& options) {
  const auto scenario = run_.scenario.get();
  if (!scenario->metrics_listen) return;
  const auto& listen = *scenario->metrics_listen;
  auto routes = http::monitoring_routes(collector_);
  const http::ControlAccess access{scenario->control_token, http::parse_address(listen).host, listen};
  if (!access.enabled())
    log::info("control API disabled on {}, which is not a loopback address: set control.token in the scenario", listen);
  auto control = http::control_routes(control_of(control_, options.reload), access);
  std::move(control.begin(), control.end(), std::back_inserter(routes));
  server_ = std::make_unique<http::HttpServer>(listen, std::move(routes));
}

void Engine::open_streams() {
  const auto scenario = run_.scenario.get();
  auto& streams = run_.registry.streams();
  std::vector<kafka::StreamTopic> topics;
  for (const RunningStream& stream : streams) topics.push_back({stream.definition, *stream.stats});
  auto sinks = SharedClient::open_sinks(topics, run_.client.producer());
  // Determines the start time only now: opening topics takes time, and the first records must not be late.
  const auto& checkpoint = run_.checkpoint;
  run_.start_time = checkpoint ? checkpoint->start_time(scenario->start_at, wall_now())
                               : scenario::start_time(scenario->start_at, wall_now());
  run_.origin.wall = scenario::clock_at_start(*scenario, run_.start_time);
  run_.timetables.set_start_time(*scenario, run_.origin.wall);
  std::size_t number = 0;
  for (RunningStream& stream : streams) {
    open_stream(run_, stream, std::move(generators_[number]), std::move(sinks[number]));
    ++number;
  }
  generators_.clear();
}

void Engine::start() {
  const auto scenario = run_.scenario.get();
  const MonotonicTime now = monotonic_now();
  stream::Origin& origin = run_.origin;
  origin.monotonic = now + time_to_start();
  const bool at_once = scenario->start_at.when == scenario::StartAt::When::now && !resumed();
  origin.started = at_once ? origin.monotonic : std::max(origin.monotonic, now);
  maintenance_.start(now,
                     scenario->warm_up > Duration{} ? saturating_add(origin.monotonic, scenario->warm_up) : kNever);
  {
    const auto guard = run_.registry.lock();
    for (RunningStream& stream : run_.registry.streams()) accept_changes(stream, origin);
  }
  run_.save_first_state(now);
  for (RunningStream& stream : run_.registry.streams()) stream.sender->worker->start(origin);
  limits_->start(origin.started);
}

void Engine::tick() {
  const MonotonicTime now = monotonic_now();
  control_.tick(now);
  maintenance_.tick(now);
  if (run_.checkpoint && now >= run_.checkpoint->due()) run_.save_state(now);
}

MonotonicTime Engine::next_deadline() const {
  const MonotonicTime next = std::min(maintenance_.next_deadline(), control_.next_expiry());
  return run_.checkpoint ? std::min(next, run_.checkpoint->due()) : next;
}

ReloadResult Engine::reload(PreparedScenario next, const std::function<void()>& meanwhile) {
  return reloader_->reload(std::move(next), [&] {
    const MonotonicTime now = monotonic_now();
    control_.tick(now);
    if (run_.checkpoint && now >= run_.checkpoint->due()) run_.save_state(now);
    if (meanwhile) meanwhile();
  });
}

void Engine::stop() {
  if (stopped_ != MonotonicTime{}) return;
  const auto scenario = run_.scenario.get();
  const MonotonicTime now = monotonic_now();
  const MonotonicTime deadline = saturating_add(now, scenario->shutdown_flush_timeout);
  auto& streams = run_.registry.streams();
  output::stop_waiting();  // the poll thread may be blocked on standard output
  for (const auto& stats : run_.stats.streams.read()) stats->ending = true;
  for (RunningStream& stream : streams)
    if (stream.sender) stream.sender->worker->stop(deadline);
  for (RunningStream& stream : streams)
    if (stream.sender) stream.sender->worker->join();
  if (limits_) limits_->stop();
  const bool all_delivered = run_.client.finish(deadline);
  stopped_ = monotonic_now();
  if (run_.checkpoint && run_.checkpoint->has_saved()) run_.save_state(now);
  run_.client.stop_consumer(stopped_ + kConsumerTimeout);
  maintenance_.do_final_work(stopped_);
  if (!all_delivered)
    log::error("flush timed out after {} s, records in flight were purged: raise shutdown.flush_timeout",
               scenario->shutdown_flush_timeout / kSecond);
}

}  // namespace spate::run
