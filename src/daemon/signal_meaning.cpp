#include "daemon/signal_meaning.hpp"

#include <signal.h>
#include <unistd.h>

namespace spate::daemon {

SignalMeaning SignalReader::read(int signal, MonotonicTime now) noexcept {
  if (signal == SIGHUP && !hangup_stops_) return SignalMeaning::reload;
  if (first_ == 0) {
    first_ = signal;
    first_at_ = now;
    return SignalMeaning::stop;
  }
  if (signal == SIGHUP) return SignalMeaning::none;
  const bool another = signal != first_ && first_ != SIGHUP;
  return another || now - first_at_ >= kSameInterrupt ? SignalMeaning::end_at_once : SignalMeaning::none;
}

bool hangup_stops() noexcept {
  struct sigaction action {};
  const bool ignored = ::sigaction(SIGHUP, nullptr, &action) == 0 && action.sa_handler == SIG_IGN;  // NOLINT
  return !ignored && (::isatty(STDIN_FILENO) == 1 || ::isatty(STDERR_FILENO) == 1);
}

}  // namespace spate::daemon
