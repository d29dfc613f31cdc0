#include "metrics/process.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <limits>
#include <string>

#include "base/memory.hpp"

namespace spate::metrics {
namespace {

// Field numbers of /proc/PID/stat as in proc(5). Field 3 is the first after the closing parenthesis of the command.
constexpr std::size_t kFirstField = 3, kUserTime = 14, kSystemTime = 15, kThreads = 20, kStartTime = 22,
                      kVirtualBytes = 23, kResidentPages = 24, kFieldsEnd = 25;

std::string read_text(const char* path) {
  std::ifstream file{path};
  return {std::istreambuf_iterator<char>{file}, {}};
}

std::uint64_t number(std::string_view text) noexcept {
  std::uint64_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

double ticks_to_seconds(std::string_view ticks) noexcept {
  return static_cast<double>(number(ticks)) / static_cast<double>(sysconf(_SC_CLK_TCK));
}

double boot_time() {
  const std::string text = read_text("/proc/stat");
  constexpr std::string_view kName = "\nbtime ";
  const auto place = text.find(kName);
  return place == std::string::npos ? 0
                                    : static_cast<double>(number(std::string_view{text}.substr(place + kName.size())));
}

// Excludes the descriptor that the iteration itself opens.
std::uint64_t count_open_fds() {
  std::error_code ignored;
  const std::filesystem::directory_iterator open{"/proc/self/fd", ignored};
  const auto entries = static_cast<std::uint64_t>(std::distance(begin(open), end(open)));
  return entries == 0 ? 0 : entries - 1;
}

double max_fds() noexcept {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return 0;
  return limit.rlim_cur == RLIM_INFINITY ? std::numeric_limits<double>::infinity()
                                         : static_cast<double>(limit.rlim_cur);
}

}  // namespace

std::optional<ProcessSnapshot> parse_process_stat(std::string_view line, double boot_time) {
  const auto command_end = line.rfind(')');
  if (command_end == std::string_view::npos) return std::nullopt;
  line.remove_prefix(command_end + 1);
  std::array<std::string_view, kFieldsEnd> fields{};
  for (std::size_t field = kFirstField; field < kFieldsEnd; ++field) {
    line.remove_prefix(std::min(line.size(), line.find_first_not_of(' ')));
    if (line.empty()) return std::nullopt;
    fields[field] = line.substr(0, line.find(' '));
    line.remove_prefix(fields[field].size());
  }
  ProcessSnapshot snapshot;
  snapshot.cpu_seconds = ticks_to_seconds(fields[kUserTime]) + ticks_to_seconds(fields[kSystemTime]);
  snapshot.start_time_seconds = boot_time + ticks_to_seconds(fields[kStartTime]);
  snapshot.virtual_bytes = number(fields[kVirtualBytes]);
  snapshot.resident_bytes = number(fields[kResidentPages]) * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
  snapshot.threads = number(fields[kThreads]);
  return snapshot;
}

std::optional<ProcessSnapshot> read_process() {
  static const double booted = boot_time();
  auto snapshot = parse_process_stat(read_text("/proc/self/stat"), booted);
  if (!snapshot) return snapshot;
  snapshot->open_fds = count_open_fds();
  snapshot->max_fds = max_fds();
  snapshot->allocated_bytes = allocated_memory();
  return snapshot;
}

}  // namespace spate::metrics
