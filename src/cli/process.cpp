#include "cli/process.hpp"

#include <signal.h>

#include <cerrno>
#include <cstdlib>
#include <exception>
#include <system_error>

#include "base/descriptor.hpp"
#include "base/log.hpp"
#include "base/output.hpp"
#include "daemon/journal.hpp"
#include "report/exit_code.hpp"

namespace spate::cli {

void prepare_process() {
  open_standard_descriptors();
  ::signal(SIGPIPE, SIG_IGN);  // NOLINT(performance-no-int-to-ptr): SIG_IGN is the system's macro
  ::signal(SIGXFSZ, SIG_IGN);  // NOLINT(performance-no-int-to-ptr)
  std::set_terminate([] {
    log::error("internal error: the process terminated without its results");
    log::finish();
    std::abort();
  });
  daemon::log_to_journal_if_connected();
}

int finish_process(int code) {
  constexpr Duration kTimeout = 10 * kSecond;
  const int error = output::finish(kTimeout);
  if (error != 0) {
    log::error("cannot write standard output: {}",
               error == ETIMEDOUT ? "no process reads it" : std::generic_category().message(error));
    code = report::exit_code_not_written(code);
  }
  log::finish();
  return code;
}

}  // namespace spate::cli
