#include "base/thread.hpp"

#include <fmt/format.h>
#include <pthread.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include <fstream>
#include <limits>

namespace spate {
namespace {

std::string user_limit() {
  rlimit limit{};
  ::getrlimit(RLIMIT_NPROC, &limit);
  return limit.rlim_cur == RLIM_INFINITY ? "unlimited" : fmt::format("{}", limit.rlim_cur);
}

// Of the control group this process is in (version 2), as far as it can be read.
std::string group_limit() {
  std::ifstream groups{"/proc/self/cgroup"};
  for (std::string line; std::getline(groups, line);) {
    if (!line.starts_with("0::")) continue;
    std::ifstream file{"/sys/fs/cgroup" + line.substr(3) + "/pids.max"};
    if (std::string most; file >> most && most != "max") return most;
  }
  return "unlimited";
}

}  // namespace

StartError no_thread(const std::string& name, const std::system_error& why) {
  return StartError{fmt::format(
      "the thread {} cannot be started: {}. A run has a thread for each stream and about twenty more; the limit of the "
      "user is {} (ulimit -u, LimitNPROC= of a service), that of the control group {} (TasksMax= of a service, the "
      "pids "
      "limit of a container): raise it, or have fewer streams",
      name, why.code().message(), user_limit(), group_limit())};
}

WaitingThread::WaitingThread(const std::string& name)
    : thread_(name, [order = order_] {
        order->given.sleep_until(std::numeric_limits<Nanos>::max());
        if (order->task) order->task();
      }) {}

WaitingThread::~WaitingThread() {
  if (order_) order_->given.ring();
}

void WaitingThread::run(std::function<void()> task) noexcept {
  order_->task = std::move(task);
  order_->given.ring();
}

void WaitingThread::join() {
  if (order_) order_->given.ring();
  thread_.join();
}

void name_this_thread(const std::string& name) noexcept {
  constexpr std::size_t kKernelLimit = 15;
  ::pthread_setname_np(::pthread_self(), name.substr(0, kKernelLimit).c_str());
}

void set_timer_slack(Nanos slack) noexcept { ::prctl(PR_SET_TIMERSLACK, static_cast<unsigned long>(slack), 0, 0, 0); }

}  // namespace spate
