// A thread with a name that `top -H` and debuggers show; joins when destroyed.
#pragma once

#include <string>
#include <thread>
#include <utility>

#include "base/time.hpp"

namespace spate {

// Names the calling thread (15 characters at most, the rest is cut off as the kernel asks).
void name_this_thread(const std::string& name) noexcept;

// Asks the kernel to wake this thread within `slack` of its deadlines (the default is 50 us). Linux only matters here.
void set_timer_slack(Nanos slack) noexcept;

class Thread {
 public:
  Thread() = default;
  template <class Body>
  Thread(std::string name, Body body)
      : thread_([name = std::move(name), body = std::move(body)]() mutable {
          name_this_thread(name);
          body();
        }) {}

  [[nodiscard]] bool joinable() const noexcept { return thread_.joinable(); }
  void join() {
    if (thread_.joinable()) thread_.join();
  }

 private:
  std::jthread thread_;
};

}  // namespace spate
