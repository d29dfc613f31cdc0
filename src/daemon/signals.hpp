// The signals that end or reload a run. A thread of its own waits for them, so that the second one works whatever main
// is doing. A thread that fails ends the run in the same way.
#pragma once

#include <atomic>

#include "base/thread.hpp"
#include "base/time.hpp"
#include "daemon/signal_meaning.hpp"

namespace spate::daemon {

// Make one in main before any other thread: threads inherit the blocked signals, and only this one's thread takes them.
class Signals {
 public:
  // The first SIGINT or SIGTERM rings stop() and `wake`, which a reload rings each time; a second one (SignalReader
  // says which counts) ends the program at once with 128 + signal.
  explicit Signals(WakeEvent& wake);
  Signals(const Signals&) = delete;
  Signals& operator=(const Signals&) = delete;
  ~Signals();

  // Whether SIGHUP has come since the last call; never where it stops the run (hangup_stops). Any thread.
  [[nodiscard]] bool consume_hangup() noexcept { return hangup_.exchange(false, std::memory_order_relaxed); }
  // The signal that asked for the stop, or 0. Any thread.
  [[nodiscard]] int stop_signal() const noexcept { return stop_signal_.load(std::memory_order_relaxed); }
  // Stops the run as a signal does, because a thread of it failed. Thread-safe.
  void fail() noexcept;
  [[nodiscard]] bool failed() const noexcept { return failed_.load(); }
  // Rings from then on. Any thread.
  [[nodiscard]] const WakeEvent& stop() const noexcept { return stop_; }

 private:
  void wait_for_signals() noexcept;
  void stop(int signal) noexcept;

  WakeEvent& wake_;
  SignalReader reader_;  // the thread's
  WakeEvent stop_;
  std::atomic<int> stop_signal_{0};
  std::atomic<bool> hangup_{false};
  std::atomic<bool> failed_{false};
  std::atomic<bool> leaving_{false};
  std::thread thread_;
};

}  // namespace spate::daemon
