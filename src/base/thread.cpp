#include "base/thread.hpp"

#include <fmt/format.h>
#include <pthread.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include <atomic>
#include <exception>
#include <fstream>
#include <limits>

#include "base/log.hpp"

namespace spate {
namespace {

std::string user_limit() {
  rlimit limit{};
  ::getrlimit(RLIMIT_NPROC, &limit);
  return limit.rlim_cur == RLIM_INFINITY ? "unlimited" : fmt::format("{}", limit.rlim_cur);
}

// The limit of this process's control group (version 2); "unlimited" if it cannot be read.
std::string group_limit() {
  std::ifstream groups{"/proc/self/cgroup"};
  for (std::string line; std::getline(groups, line);) {
    if (!line.starts_with("0::")) continue;
    std::ifstream file{"/sys/fs/cgroup" + line.substr(3) + "/pids.max"};
    if (std::string max; file >> max && max != "max") return max;
  }
  return "unlimited";
}

void log_failure(const std::string& thread, const char* what) noexcept {
  log::error("thread {} ended early: {}", thread, what);
}

std::atomic<ThreadFailureHandler>& failure_handler() noexcept {
  static std::atomic<ThreadFailureHandler> handler{log_failure};
  return handler;
}

std::size_t stack_size() {
  pthread_attr_t attributes;
  std::size_t size = 0;
  if (::pthread_attr_init(&attributes) != 0) return size;
  ::pthread_attr_getstacksize(&attributes, &size);
  ::pthread_attr_destroy(&attributes);
  return size;
}

// pthread_create fails in the same way without threads and without address space: a test mapping tells them apart.
bool has_room(std::size_t bytes) {
  void* const mapping =
      ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (mapping == MAP_FAILED) return false;  // NOLINT(performance-no-int-to-ptr): the system's macro
  ::munmap(mapping, bytes);
  return true;
}

std::string memory_limit(int resource) {
  rlimit limit{};
  ::getrlimit(static_cast<__rlimit_resource>(resource), &limit);
  return limit.rlim_cur == RLIM_INFINITY ? "unlimited" : fmt::format("{} MiB", limit.rlim_cur >> 20U);
}

}  // namespace

void on_thread_failure(ThreadFailureHandler handler) noexcept {
  failure_handler() = handler == nullptr ? log_failure : handler;
}

void report_thread_failure(const std::string& thread) noexcept {
  const auto handler = failure_handler().load();
  try {
    throw;
  } catch (const std::exception& exception) {
    handler(thread, exception.what());
  } catch (...) {
    handler(thread, "an exception without a text");
  }
}

StartError thread_start_error(const std::string& name, const std::system_error& failure) {
  if (const auto stack = stack_size(); !has_room(stack))
    return StartError{
        fmt::format("cannot start thread {}: not enough memory for its stack of {} MiB. The limit of the address space "
                    "is {} (ulimit -v, LimitAS= of a service) and the limit of data is {} (ulimit -d, LimitDATA=): "
                    "raise the limit, or use fewer streams",
                    name, stack >> 20U, memory_limit(RLIMIT_AS), memory_limit(RLIMIT_DATA))};
  return StartError{fmt::format(
      "cannot start thread {}: {}. A run needs one thread per stream and about 20 more. The limit of the user is {} "
      "(ulimit -u, LimitNPROC= of a service), the limit of the control group is {} (TasksMax= of a service, pids limit "
      "of a container): raise the limit, or use fewer streams",
      name, failure.code().message(), user_limit(), group_limit())};
}

WaitingThread::WaitingThread(const std::string& name)
    : thread_(name, [assignment = assignment_] {
        assignment->assigned.sleep_until(kNever);
        if (assignment->task) assignment->task();
      }) {}

WaitingThread::~WaitingThread() {
  if (assignment_) assignment_->assigned.set();
}

void WaitingThread::start(std::function<void()> task) noexcept {
  assignment_->task = std::move(task);
  assignment_->assigned.set();
}

void WaitingThread::join() {
  if (assignment_) assignment_->assigned.set();
  thread_.join();
}

void name_this_thread(const std::string& name) noexcept {
  constexpr std::size_t kKernelLimit = 15;
  ::pthread_setname_np(::pthread_self(), name.substr(0, kKernelLimit).c_str());
}

void set_timer_slack(Duration slack) noexcept {
  ::prctl(PR_SET_TIMERSLACK, static_cast<unsigned long>(slack.count()), 0, 0, 0);
}

}  // namespace spate
