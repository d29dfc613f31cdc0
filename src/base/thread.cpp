#include "base/thread.hpp"

#include <pthread.h>
#include <sys/prctl.h>

namespace spate {

void name_this_thread(const std::string& name) noexcept {
  constexpr std::size_t kKernelLimit = 15;
  ::pthread_setname_np(::pthread_self(), name.substr(0, kKernelLimit).c_str());
}

void set_timer_slack(Nanos slack) noexcept { ::prctl(PR_SET_TIMERSLACK, static_cast<unsigned long>(slack), 0, 0, 0); }

}  // namespace spate
