// Scheduler statistics of the threads of this process.
#pragma once

#include <sys/types.h>

#include <map>

#include "base/time.hpp"

namespace spate {

// Since the thread began.
struct ThreadTimes {
  Duration running{};  // on a processor
  Duration waiting{};  // ready, and waiting for one ("run delay")
};

// The kernel's number of the calling thread.
[[nodiscard]] pid_t current_thread_id() noexcept;

// Of every thread, by its number. Empty where the kernel keeps no such statistics. Some microseconds per thread.
[[nodiscard]] std::map<pid_t, ThreadTimes> read_thread_times();

}  // namespace spate
