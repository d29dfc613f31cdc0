// The kernel's values for this process: the source of the standard process_* metrics.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace spate::metrics {

struct ProcessSnapshot {
  double cpu_seconds = 0;         // user and system
  double start_time_seconds = 0;  // since the Unix epoch
  std::uint64_t resident_bytes = 0;
  std::uint64_t virtual_bytes = 0;
  std::uint64_t allocated_bytes = 0;
  std::uint64_t threads = 0;
  std::uint64_t open_fds = 0;
  double max_fds = 0;  // infinity if there is no limit
};

// Thread-safe. Returns nullopt if /proc is not mounted.
[[nodiscard]] std::optional<ProcessSnapshot> read_process();

// Parses a line of /proc/PID/stat (proc(5)); sets only the members that it holds. `boot_time`: seconds since the epoch.
// Returns nullopt if the line is incomplete.
[[nodiscard]] std::optional<ProcessSnapshot> parse_process_stat(std::string_view line, double boot_time);

}  // namespace spate::metrics
