// Threads with names that `top -H` and debuggers show.
#pragma once

#include <exception>
#include <functional>
#include <memory>
#include <string>
#include <system_error>
#include <thread>
#include <utility>

#include "base/error.hpp"
#include "base/time.hpp"

namespace spate {

// Names the calling thread. Uses the first 15 characters, the limit of the kernel.
void name_this_thread(const std::string& name) noexcept;

// Asks the kernel to wake the calling thread at most `slack` after a deadline. The default is 50 us.
void set_timer_slack(Duration slack) noexcept;

// Sets the function that reports a thread whose body threw. With nullptr, the error is logged.
using ThreadFailureHandler = void (*)(const std::string& thread, const char* what) noexcept;
void on_thread_failure(ThreadFailureHandler handler) noexcept;
// Passes the current exception to the handler. Called by Thread only, inside a catch block.
void report_thread_failure(const std::string& thread) noexcept;

// The error for a thread that the system does not start. The text names the limits and the fix.
[[nodiscard]] StartError thread_start_error(const std::string& name, const std::system_error& failure);

// Joins when destroyed.
class Thread {
 public:
  Thread() = default;
  // Throws StartError if the thread cannot start. An exception of `body` ends the thread and goes to the handler of
  // on_thread_failure().
  template <class Body>
  Thread(const std::string& name, Body body) : thread_(start(name, std::move(body))) {}

  [[nodiscard]] bool joinable() const noexcept { return thread_.joinable(); }
  void join() {
    if (thread_.joinable()) thread_.join();
  }
  // For a thread that may be in a call that never returns.
  void detach() {
    if (thread_.joinable()) thread_.detach();
  }

 private:
  template <class Body>
  static std::jthread start(const std::string& name, Body body) try {
    return std::jthread{[name, body = std::move(body)]() mutable {
      name_this_thread(name);
      try {
        body();
      } catch (...) {
        report_thread_failure(name);
      }
    }};
  } catch (const std::system_error& failure) {
    throw thread_start_error(name, failure);
  }

  std::jthread thread_;
};

// A thread that is started early and waits for its task, so that starting the task later cannot fail for lack of
// threads. Ends without a task if it is destroyed before run().
class WaitingThread {
 public:
  // Throws StartError if the thread cannot start.
  explicit WaitingThread(const std::string& name);
  WaitingThread(WaitingThread&&) noexcept = default;
  WaitingThread(const WaitingThread&) = delete;
  WaitingThread& operator=(WaitingThread&&) = delete;
  WaitingThread& operator=(const WaitingThread&) = delete;
  ~WaitingThread();

  // Starts the task and returns immediately. Call it at most once.
  void start(std::function<void()> task) noexcept;
  // Waits until the task has ended. Returns immediately if there is none.
  void join();

 private:
  struct Assignment {
    WakeEvent assigned;
    std::function<void()> task;
  };

  std::shared_ptr<Assignment> assignment_ = std::make_shared<Assignment>();
  Thread thread_;
};

}  // namespace spate
