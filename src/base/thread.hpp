// A thread with a name that `top -H` and debuggers show; joins when destroyed.
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

// Names the calling thread (15 characters at most, the rest is cut off as the kernel asks).
void name_this_thread(const std::string& name) noexcept;

// Asks the kernel to wake this thread within `slack` of its deadlines (the default is 50 us). Linux only matters here.
void set_timer_slack(Duration slack) noexcept;

// What is told of a thread whose body threw. Without a handler (null) it is logged.
using ThreadFailureHandler = void (*)(const std::string& thread, const char* what) noexcept;
void on_thread_failure(ThreadFailureHandler handler) noexcept;
// For Thread: tells the handler of the exception that is being handled.
void report_thread_failure(const std::string& thread) noexcept;

// The system gives no more threads: which limit that may be, and what to do about it.
[[nodiscard]] StartError thread_start_error(const std::string& name, const std::system_error& why);

class Thread {
 public:
  Thread() = default;
  // Throws StartError where the system gives no more threads. What `body` throws ends the thread, and the handler is
  // told.
  template <class Body>
  Thread(const std::string& name, Body body) : thread_(start(name, std::move(body))) {}

  [[nodiscard]] bool joinable() const noexcept { return thread_.joinable(); }
  void join() {
    if (thread_.joinable()) thread_.join();
  }
  // Detaches the thread, which may be in a call that never returns.
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
  } catch (const std::system_error& why) {
    throw thread_start_error(name, why);
  }

  std::jthread thread_;
};

// A thread that exists and waits for its task, so that what begins later cannot fail because the system gives no
// thread. Ends without a task when destroyed before run().
class WaitingThread {
 public:
  // Throws StartError where the system gives no more threads.
  explicit WaitingThread(const std::string& name);
  WaitingThread(WaitingThread&&) noexcept = default;
  WaitingThread(const WaitingThread&) = delete;
  WaitingThread& operator=(WaitingThread&&) = delete;
  WaitingThread& operator=(const WaitingThread&) = delete;
  ~WaitingThread();

  // Once. Returns at once.
  void run(std::function<void()> task) noexcept;
  // Returns when the task has ended; at once where there is none.
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
