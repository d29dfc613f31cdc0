// What the kernel says about this process: the figures behind the standard process_* metrics.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace spate::metrics {

struct ProcessReading {
  double cpu_seconds = 0;         // user and system
  double start_time_seconds = 0;  // since the Unix epoch
  std::uint64_t resident_bytes = 0;
  std::uint64_t virtual_bytes = 0;
  std::uint64_t allocated_bytes = 0;
  std::uint64_t threads = 0;
  std::uint64_t open_fds = 0;
  double max_fds = 0;  // infinity where there is no limit
};

// Any thread. Nothing where /proc is not mounted.
[[nodiscard]] std::optional<ProcessReading> read_process();

// The part of a reading that a line of /proc/PID/stat holds (proc(5)); `boot_time` is in seconds since the epoch.
[[nodiscard]] std::optional<ProcessReading> parse_process_stat(std::string_view line, double boot_time);

}  // namespace spate::metrics
