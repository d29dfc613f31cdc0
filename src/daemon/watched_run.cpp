#include "daemon/watched_run.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <utility>

#include "base/log.hpp"
#include "daemon/display.hpp"
#include "daemon/service_notification.hpp"

namespace spate {
namespace {

std::string destination(const Execution& run, const Scenario& scenario, const RunOptions& options) {
  if (options.null_sink) return "nowhere: --sink null throws every record away";
  return scenario.embedded ? fmt::format("the embedded cluster at {}", run.bootstrap_servers())
                           : run.bootstrap_servers();
}

void announce(const Execution& run, const Scenario& scenario, const RunOptions& options) {
  log::info("{}: {} {} to {}", scenario.name, scenario.streams.size(),
            scenario.streams.size() == 1 ? "stream" : "streams", destination(run, scenario, options));
  if (!run.metrics_address().empty()) log::info("metrics at {}/metrics", run.metrics_address());
}

void watch(Execution& run, Nanos end, const Signals& signals, Alarm& attention) {
  Display display{run.stats()};
  Nanos next = monotonic_now();
  while (signals.stop_signal() == 0 && !run.ended()) {
    const Nanos now = monotonic_now();
    if (now >= end) return;
    run.look_after();
    if (now >= next) {
      display.show(now);
      next = now + kSecond;
    }
    attention.sleep_until(std::min({next, run.next_duty(), end}));
    attention.silence();
  }
  if (signals.stop_signal() != 0) log::info("stopping; a second signal ends at once, without the account");
}

}  // namespace

Summary watched_run(Prepared prepared, const RunOptions& options, std::optional<Nanos> length, const Signals& signals,
                    Alarm& attention) {
  const Scenario scenario = prepared.scenario;
  Execution run{std::move(prepared), options, attention};
  announce(run, scenario, options);
  run.start();
  notify_ready();
  watch(run, length ? monotonic_now() + *length : std::numeric_limits<Nanos>::max(), signals, attention);
  notify_stopping();
  run.stop();
  return run.summary();
}

}  // namespace spate
