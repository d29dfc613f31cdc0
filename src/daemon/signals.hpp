// Signals that stop or reload a run. A separate thread waits for them, so that a second signal exits while the main
// thread is blocked. A failed thread stops the run in the same way.
#pragma once

#include <atomic>

#include "base/thread.hpp"
#include "base/time.hpp"
#include "daemon/signal_meaning.hpp"

namespace spate::daemon {

// Create it before any other thread: threads inherit the blocked signals.
class Signals {
 public:
  // The first SIGINT or SIGTERM sets stop() and `wake`, each SIGHUP sets `wake`. A second signal (see SignalReader)
  // exits immediately with 128 + signal.
  explicit Signals(WakeEvent& wake);
  Signals(const Signals&) = delete;
  Signals& operator=(const Signals&) = delete;
  ~Signals();

  // Whether SIGHUP arrived since the last call. Always false if SIGHUP stops the run. Thread-safe.
  [[nodiscard]] bool consume_hangup() noexcept { return hangup_.exchange(false, std::memory_order_relaxed); }
  // The signal that stopped the run, or 0. Thread-safe.
  [[nodiscard]] int stop_signal() const noexcept { return stop_signal_.load(std::memory_order_relaxed); }
  // Stops the run because a thread failed. Thread-safe.
  void fail() noexcept;
  [[nodiscard]] bool failed() const noexcept { return failed_.load(); }
  // Set when the run must stop. Thread-safe.
  [[nodiscard]] const WakeEvent& stop() const noexcept { return stop_; }

 private:
  void wait_for_signals() noexcept;
  void stop(int signal) noexcept;

  WakeEvent& wake_;
  SignalReader reader_;  // of the thread only
  WakeEvent stop_;
  std::atomic<int> stop_signal_{0};
  std::atomic<bool> hangup_{false};
  std::atomic<bool> failed_{false};
  std::atomic<bool> leaving_{false};
  std::thread thread_;
};

}  // namespace spate::daemon
