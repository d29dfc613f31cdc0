#include "daemon/attended_preparation.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "daemon/service_notification.hpp"
#include "daemon/watchdog.hpp"
#include "run/prepare/preparation.hpp"

namespace spate::daemon {

std::optional<run::PreparedScenario> prepare_attended(const std::string& file, const scenario::Overrides& overrides,
                                                      scenario::Diagnostics& diagnostics, const Signals& signals,
                                                      WakeEvent& wake) {
  const stats::RunStats nothing_runs;
  Watchdog watchdog{nothing_runs};
  run::Preparation preparation{file, overrides, wake};
  while (!preparation.finished()) {
    if (signals.stop_signal() != 0) throw StartError{"stopped before the first record"};
    const MonotonicTime now = monotonic_now();
    watchdog.tick(now);
    if (const auto status = preparation.status(); !status.empty()) notify_status("Starting: " + status);
    wake.sleep_until(std::min(watchdog.next(), now + kSecond));
    wake.clear();
  }
  if (signals.stop_signal() != 0) throw StartError{"stopped before the first record"};
  return preparation.take(diagnostics);
}

}  // namespace spate::daemon
