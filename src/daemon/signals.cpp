#include "daemon/signals.hpp"

#include <pthread.h>
#include <signal.h>
#include <unistd.h>

#include <system_error>
#include <thread>

#include "base/log.hpp"
#include "base/output.hpp"
#include "base/thread.hpp"

namespace spate::daemon {
namespace {

constexpr int kSignalExit = 128;

sigset_t handled_signals() noexcept {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGINT);
  sigaddset(&set, SIGTERM);
  sigaddset(&set, SIGHUP);
  sigaddset(&set, SIGUSR2);  // ends the wait
  return set;
}

std::atomic<Signals*>& instance() noexcept {
  static std::atomic<Signals*> signals{nullptr};
  return signals;
}

void end_run(const std::string& thread, const char* what) noexcept {
  log::error("internal error: thread {} failed ({}), stopping the run", thread, what);
  if (auto* const signals = instance().load()) signals->fail();
}

}  // namespace

Signals::Signals(WakeEvent& wake) : wake_(wake), reader_(hangup_stops()) {
  instance() = this;
  on_thread_failure(end_run);
  const auto handled = handled_signals();
  ::pthread_sigmask(SIG_BLOCK, &handled, nullptr);
  try {
    thread_ = std::thread{[this] { wait_for_signals(); }};
  } catch (const std::system_error& why) {
    throw thread_start_error("spate-signals", why);
  }
}

Signals::~Signals() {
  instance() = nullptr;
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
    const auto meaning = reader_.read(signal, monotonic_now());
    if (meaning == SignalMeaning::none) continue;
    // _exit, because a destructor may wait.
    if (meaning == SignalMeaning::end_at_once) ::_exit(kSignalExit + signal);
    if (meaning == SignalMeaning::reload) hangup_.store(true, std::memory_order_relaxed);
    if (meaning == SignalMeaning::stop) stop(signal);
    wake_.set();
  }
}

void Signals::fail() noexcept {
  failed_ = true;
  stop(SIGABRT);
  wake_.set();
}

void Signals::stop(int signal) noexcept {
  stop_signal_.store(signal, std::memory_order_relaxed);
  stop_.set();
  output::shorten_deadline();
}

}  // namespace spate::daemon
