// The effect of a signal, depending on earlier signals. Time is a parameter.
#pragma once

#include "base/time.hpp"

namespace spate::daemon {

enum class SignalMeaning { none, reload, stop, end_at_once };

// Not thread-safe.
class SignalReader {
 public:
  // `hangup_stops`: SIGHUP stops the run instead of reloading the scenario.
  explicit SignalReader(bool hangup_stops) noexcept : hangup_stops_(hangup_stops) {}

  // `signal` is SIGINT, SIGTERM or SIGHUP. Repeated signals within 1 s count once: terminals and `timeout` send a
  // signal to the process and to its group. A second signal exits if it differs or comes at least 1 s later. SIGHUP
  // never is a second signal.
  [[nodiscard]] SignalMeaning read(int signal, MonotonicTime now) noexcept;

  static constexpr Duration kSameInterrupt = kSecond;

 private:
  bool hangup_stops_;
  int first_ = 0;
  MonotonicTime first_at_{};
};

// Whether SIGHUP is a hang-up: standard input or standard error is a terminal and SIGHUP is not ignored. Call it at
// startup, because a closed terminal is no longer a terminal.
[[nodiscard]] bool hangup_stops() noexcept;

}  // namespace spate::daemon
