#include "base/thread_times.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <memory>
#include <string>
#include <string_view>

namespace spate {
namespace {

struct CloseDirectory {
  void operator()(DIR* directory) const noexcept { ::closedir(directory); }
};

// "RUNNING WAITING TIMESLICES", both times in nanoseconds (the kernel's Documentation/scheduler/sched-stats.rst).
bool parse(std::string_view text, ThreadTimes& times) {
  const char* const end = text.data() + text.size();
  Duration::rep running = 0;
  Duration::rep waiting = 0;
  const auto first = std::from_chars(text.data(), end, running);
  if (first.ec != std::errc{} || first.ptr == end) return false;
  if (std::from_chars(first.ptr + 1, end, waiting).ec != std::errc{}) return false;
  times = {.running = Duration{running}, .waiting = Duration{waiting}};
  return true;
}

bool read(int tasks, const char* thread, ThreadTimes& times) {
  const int file = ::openat(tasks, (std::string{thread} + "/schedstat").c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return false;  // the thread has ended
  std::array<char, 96> text{};
  const auto size = ::read(file, text.data(), text.size());
  ::close(file);
  return size > 0 && parse({text.data(), static_cast<std::size_t>(size)}, times);
}

}  // namespace

pid_t current_thread_id() noexcept { return ::gettid(); }

std::map<pid_t, ThreadTimes> read_thread_times() {
  std::map<pid_t, ThreadTimes> all;
  const std::unique_ptr<DIR, CloseDirectory> tasks{::opendir("/proc/self/task")};
  if (!tasks) return all;
  while (const dirent* const entry = ::readdir(tasks.get())) {
    const std::string_view name{static_cast<const char*>(entry->d_name)};
    pid_t thread = 0;
    ThreadTimes times;
    if (std::from_chars(name.data(), name.data() + name.size(), thread).ec != std::errc{}) continue;
    if (read(::dirfd(tasks.get()), entry->d_name, times)) all.emplace(thread, times);
  }
  return all;
}

}  // namespace spate
