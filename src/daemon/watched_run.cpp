#include "daemon/watched_run.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <limits>
#include <utility>

#include "base/instant.hpp"
#include "base/local_zone.hpp"
#include "base/log.hpp"
#include "base/printable.hpp"
#include "daemon/display.hpp"
#include "daemon/service_notification.hpp"
#include "daemon/watchdog.hpp"
#include "run/system_limits.hpp"

namespace spate::daemon {
namespace {

std::string destination(const run::Engine& run, const scenario::Scenario& scenario, const run::RunOptions& options) {
  if (options.null_sink) return "nowhere: --sink null throws every record away";
  return scenario.embedded ? fmt::format("the embedded cluster at {}", run.bootstrap_servers())
                           : run.bootstrap_servers();
}

void announce(const run::Engine& run, const scenario::Scenario& scenario, const run::RunOptions& options) {
  const auto& shard = scenario.shard;
  log::info("{}: {} {}{} to {}", scenario.name, scenario.streams.size(),
            scenario.streams.size() == 1 ? "stream" : "streams",
            shard.alone() ? "" : fmt::format(", shard {}/{},", shard.index, shard.count),
            destination(run, scenario, options));
  if (scenario.clock.zone_name == "local") log::info("local time is that of {}", printable_line(local_zone().name));
  if (!run.metrics_address().empty()) log::info("metrics at {}/metrics", run.metrics_address());
}

void watch(run::Engine& run, MonotonicTime end, Signals& signals, Alarm& attention, ReloadDesk* reloads) {
  Display display{run.stats()};
  Watchdog watchdog{run.stats()};
  MonotonicTime next = monotonic_now();
  while (signals.stop_signal() == 0 && !run.ended()) {
    const MonotonicTime now = monotonic_now();
    if (now >= end) return;
    watchdog.look(now);
    run.tick();
    if (reloads != nullptr)
      reloads->serve(run, signals.take_hang_up(), [&watchdog] { watchdog.look(monotonic_now()); });
    if (now >= next) {
      display.show(now);
      next = now + kSecond;
    }
    attention.sleep_until(std::min({next, run.next_deadline(), watchdog.next(), end}));
    attention.silence();  // whoever rings from here on is seen in the next turn
  }
  if (signals.stop_signal() != 0)
    log::info("stopping; a second signal, 1 s later or more, ends at once, without the account");
}

// Whatever the control thread throws, the run ends with its account and its summary.
void watch_or_fail(run::Engine& run, MonotonicTime end, Signals& signals, Alarm& attention, ReloadDesk* reloads) try {
  watch(run, end, signals, attention, reloads);
} catch (const std::exception& problem) {
  log::error("unexpected: the control thread failed: {}; the run ends", problem.what());
  signals.fail();
}

// By the real time, which may be set meanwhile, or go on while the machine is suspended. False: it was stopped before.
bool wait_for_start(run::Engine& run, const scenario::Clock& clock, const Signals& signals, Alarm& attention) {
  constexpr Duration kNear = kSecond / 2;  // the workers themselves sleep up to the very instant
  const Duration left = run.time_to_start();
  const auto first =
      format_rfc3339(std::chrono::time_point_cast<std::chrono::milliseconds>(run.start_time()), clock.zone);
  if (left > kNear) {
    log::info("T = 0 is at {}, in {:.0f} s: waiting", first, to_seconds(left));
    notify_status(fmt::format("waiting for {}", first));
  } else if (left < -kSecond && !run.resumed()) {
    log::warning("T = 0 was at {}, {:.0f} s ago: what has been due since is late", first, -to_seconds(left));
  }
  Watchdog watchdog{run.stats()};
  while (signals.stop_signal() == 0 && !run.ended() && run.time_to_start() > kNear) {
    const MonotonicTime now = monotonic_now();
    watchdog.look(now);
    attention.sleep_until(std::min(watchdog.next(), now + std::min(kSecond, run.time_to_start() - kNear)));
    attention.silence();
  }
  return signals.stop_signal() == 0 && !run.ended();
}

}  // namespace

report::Summary watched_run(run::Prepared prepared, const run::RunOptions& options, std::optional<Duration> length,
                            Signals& signals, Alarm& attention, ReloadDesk* reloads) {
  const scenario::Scenario scenario = prepared.scenario;
  run::make_room_for_files(scenario);
  run::try_threads(scenario);
  run::Engine run{std::move(prepared), options, attention, signals.stop()};
  announce(run, scenario, options);
  run.open();
  notify_ready();
  if (wait_for_start(run, scenario.clock, signals, attention)) {
    if (reloads != nullptr) reloads->open();
    run.start();
    watch_or_fail(run, later(monotonic_now(), length.value_or(kNever)), signals, attention, reloads);
  }
  if (reloads != nullptr) reloads->close();
  notify_stopping();
  run.stop();
  return run.summary();
}

}  // namespace spate::daemon
