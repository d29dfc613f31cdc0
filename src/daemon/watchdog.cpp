#include "daemon/watchdog.hpp"

#include <systemd/sd-daemon.h>

#include <algorithm>
#include <limits>

#include "base/log.hpp"
#include "daemon/service_notification.hpp"

namespace spate::daemon {
namespace {

constexpr MonotonicTime kOff = kNever;

Duration watchdog_interval() {
  constexpr auto kMaxMicroseconds = std::chrono::duration_cast<std::chrono::microseconds>(Duration::max()).count();
  std::uint64_t microseconds = 0;
  if (::sd_watchdog_enabled(0, &microseconds) <= 0) return {};
  return std::chrono::microseconds{std::min<std::uint64_t>(microseconds, kMaxMicroseconds)};
}

}  // namespace

Watchdog::Watchdog(const stats::RunStats& stats)
    : stats_(stats), interval_(watchdog_interval()), next_(interval_ == Duration{} ? kOff : MonotonicTime{}) {}

void Watchdog::tick(MonotonicTime now) {
  if (now < next_) return;
  next_ = now + interval_ / 4;
  const auto hung = run::hung_thread(stats_, now, interval_ / 2);
  if (!hung) {
    notify_alive();
  } else if (!hung_) {
    log::error("{} is stalled: watchdog pings suspended, the service manager will restart the process", *hung);
  }
  hung_ = hung.has_value();
}

}  // namespace spate::daemon
