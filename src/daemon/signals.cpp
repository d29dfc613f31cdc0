#include "daemon/signals.hpp"

#include <pthread.h>
#include <signal.h>
#include <unistd.h>

#include <system_error>
#include <thread>

#include "base/thread.hpp"

namespace spate {
namespace {

constexpr int kSignalExit = 128;

// SIGHUP is a reload, as daemons have it; on a terminal it means that this one was closed, and ends the run.
bool hang_up_ends() noexcept { return ::isatty(STDIN_FILENO) == 1 || ::isatty(STDERR_FILENO) == 1; }

sigset_t handled_signals() noexcept {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGINT);
  sigaddset(&set, SIGTERM);
  sigaddset(&set, SIGHUP);
  sigaddset(&set, SIGUSR2);  // our own, to leave the wait
  return set;
}

}  // namespace

Signals::Signals(Alarm& wake) : wake_(wake) {
  const auto handled = handled_signals();
  ::pthread_sigmask(SIG_BLOCK, &handled, nullptr);
  ::signal(SIGPIPE, SIG_IGN);  // NOLINT(performance-no-int-to-ptr): SIG_IGN is the system's macro
  try {
    thread_ = std::thread{[this] { wait_for_signals(); }};
  } catch (const std::system_error& why) {
    throw no_thread("spate-signals", why);
  }
}

Signals::~Signals() {
  leaving_.store(true);
  ::pthread_kill(thread_.native_handle(), SIGUSR2);
  thread_.join();
}

void Signals::wait_for_signals() noexcept {
  name_this_thread("spate-signals");
  const auto handled = handled_signals();
  int signal = 0;
  while (::sigwait(&handled, &signal) == 0 && !leaving_.load()) {
    if (signal == SIGUSR2) continue;
    if (signal == SIGHUP && !hang_up_ends()) {
      hung_up_.store(true, std::memory_order_relaxed);
      wake_.ring();
      continue;
    }
    // _exit: a destructor that waits is just what the second signal is meant to cut short.
    if (stop_signal() != 0) ::_exit(kSignalExit + signal);
    stop_signal_.store(signal, std::memory_order_relaxed);
    stop_.ring();
    wake_.ring();
  }
}

}  // namespace spate
