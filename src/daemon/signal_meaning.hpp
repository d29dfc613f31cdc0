// What a signal asks a run to do, given the signals before it. Time is a parameter.
#pragma once

#include "base/time.hpp"

namespace spate::daemon {

enum class SignalMeaning { none, reload, stop, end_at_once };

// Not thread-safe.
class SignalReader {
 public:
  // Whether SIGHUP stops the run, as a terminal that is closed sends it, or reloads the scenario, as daemons have it.
  explicit SignalReader(bool hangup_stops) noexcept : hangup_stops_(hangup_stops) {}

  // SIGINT, SIGTERM or SIGHUP. The first stop stands for all signals of the same interrupt:
  // `timeout` and terminals send one to the process and to its group. A second one ends the process at once if it is
  // another signal or comes a second later. A terminal that closes while the run stops is no wish to hurry.
  [[nodiscard]] SignalMeaning read(int signal, MonotonicTime now) noexcept;

  static constexpr Duration kSameInterrupt = kSecond;

 private:
  bool hangup_stops_;
  int first_ = 0;
  MonotonicTime first_at_{};
};

// Whether SIGHUP means a hang-up for this process: standard input or standard error is a terminal, and SIGHUP is not
// ignored, as `nohup` has it. Call it at the start: a terminal that was closed is none any more.
[[nodiscard]] bool hangup_stops() noexcept;

}  // namespace spate::daemon
