#include "daemon/supervised_run.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <limits>
#include <utility>

#include "base/local_zone.hpp"
#include "base/log.hpp"
#include "base/printable.hpp"
#include "base/rfc3339.hpp"
#include "daemon/progress_display.hpp"
#include "daemon/service_notification.hpp"
#include "daemon/watchdog.hpp"
#include "run/system_limits.hpp"

namespace spate::daemon {
namespace {

std::string describe_target(const run::Engine& run, const scenario::Scenario& scenario,
                            const run::RunOptions& options) {
  if (options.null_sink) return "no broker: --sink null discards every record";
  return scenario.embedded ? fmt::format("the embedded cluster at {}", run.bootstrap_servers())
                           : run.bootstrap_servers();
}

void announce(const run::Engine& run, const scenario::Scenario& scenario, const run::RunOptions& options) {
  const auto& shard = scenario.shard;
  log::info("{}: {} {}{} to {}", scenario.name, scenario.streams.size(),
            scenario.streams.size() == 1 ? "stream" : "streams",
            shard.is_single() ? "" : fmt::format(", shard {}/{},", shard.index, shard.count),
            describe_target(run, scenario, options));
  if (scenario.clock.zone_name == "local") log::info("local time zone: {}", printable_line(local_zone().name));
  if (!run.metrics_address().empty()) log::info("metrics at {}/metrics", run.metrics_address());
}

void watch(run::Engine& run, MonotonicTime end, Signals& signals, WakeEvent& wake, ReloadHandler* reloads) {
  ProgressDisplay display{run.stats()};
  Watchdog watchdog{run.stats()};
  MonotonicTime next = monotonic_now();
  while (signals.stop_signal() == 0 && !run.ended()) {
    const MonotonicTime now = monotonic_now();
    if (now >= end) return;
    watchdog.tick(now);
    run.tick();
    if (reloads != nullptr)
      reloads->process(run, signals.consume_hangup(), [&watchdog] { watchdog.tick(monotonic_now()); });
    if (now >= next) {
      display.show(now);
      next = now + kSecond;
    }
    wake.sleep_until(std::min({next, run.next_deadline(), watchdog.next(), end}));
    wake.clear();  // later events end the next wait
  }
  if (signals.stop_signal() != 0) log::info("stopping, a second signal exits immediately without a summary");
}

// An exception of the control thread stops the run, which still writes its summary.
void watch_or_fail(run::Engine& run, MonotonicTime end, Signals& signals, WakeEvent& wake, ReloadHandler* reloads) try {
  watch(run, end, signals, wake, reloads);
} catch (const std::exception& problem) {
  log::error("internal error: the control thread failed ({}), stopping the run", problem.what());
  signals.fail();
}

// Waits by the wall clock, which may step while the run waits. Returns false if the run was stopped.
bool wait_for_start(run::Engine& run, const scenario::Clock& clock, const Signals& signals, WakeEvent& wake) {
  constexpr Duration kNear = kSecond / 2;  // the workers wait the rest
  const Duration left = run.time_to_start();
  const auto first =
      format_rfc3339(std::chrono::time_point_cast<std::chrono::milliseconds>(run.start_time()), clock.zone);
  if (left > kNear) {
    log::info("waiting for start time {}, in {:.0f} s", first, to_seconds(left));
    notify_status(fmt::format("Waiting for start time {}", first));
  } else if (left < -kSecond && !run.resumed()) {
    log::warning("start time {} was {:.0f} s ago: the backlog counts as late", first, -to_seconds(left));
  }
  Watchdog watchdog{run.stats()};
  while (signals.stop_signal() == 0 && !run.ended() && run.time_to_start() > kNear) {
    const MonotonicTime now = monotonic_now();
    watchdog.tick(now);
    wake.sleep_until(std::min(watchdog.next(), now + std::min(kSecond, run.time_to_start() - kNear)));
    wake.clear();
  }
  return signals.stop_signal() == 0 && !run.ended();
}

}  // namespace

report::Summary supervised_run(run::PreparedScenario prepared, const run::RunOptions& options,
                               std::optional<Duration> length, Signals& signals, WakeEvent& wake,
                               ReloadHandler* reloads) {
  const scenario::Scenario scenario = prepared.scenario;
  run::make_room_for_files(scenario);
  run::try_threads(scenario);
  run::Engine run{std::move(prepared), options, wake, signals.stop()};
  announce(run, scenario, options);
  run.open_streams();
  notify_ready();
  if (wait_for_start(run, scenario.clock, signals, wake)) {
    if (reloads != nullptr) reloads->open();
    run.start();
    watch_or_fail(run, saturating_add(monotonic_now(), length.value_or(kNever)), signals, wake, reloads);
  }
  if (reloads != nullptr) reloads->close();
  notify_stopping();
  run.stop();
  return run.summary();
}

}  // namespace spate::daemon
