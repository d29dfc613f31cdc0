// Scheduler statistics of the threads of this process.
#pragma once

#include <sys/types.h>

#include <map>

#include "base/time.hpp"

namespace spate {

// Totals since the thread started.
struct ThreadTimes {
  Duration running{};  // on a processor
  Duration waiting{};  // ready, waiting for a processor (run delay)
};

// The kernel's ID of the calling thread.
[[nodiscard]] pid_t current_thread_id() noexcept;

// The times of every thread, by thread ID. Empty if the kernel keeps no such statistics. Takes microseconds per thread.
[[nodiscard]] std::map<pid_t, ThreadTimes> read_thread_times();

}  // namespace spate
