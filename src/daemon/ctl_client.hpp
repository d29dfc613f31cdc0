// `spate ctl`: speaks the control API of a run that goes on somewhere.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace spate::daemon {

// Where the run is. What is not said is taken from the environment (SPATE_ADDRESS, SPATE_TOKEN), then from the
// scenario, then 127.0.0.1:9464 without a token.
struct CtlTarget {
  std::string address;     // HOST:PORT
  std::string token_file;  // holds the token
  std::string scenario;    // whose metrics.listen and control.token count
};

struct CtlAction {
  std::string verb;  // pause, resume, rate, burst
  std::vector<std::string> streams;
  std::string rate;
  std::string duration;
};

// Each returns the exit code: 0 done; 1 the run refused, or is not well; 3 nothing answers. Throws StartError for an
// address, a file or a scenario that is wrong.
[[nodiscard]] int ctl_status(const CtlTarget& target, bool json);
[[nodiscard]] int ctl_health(const CtlTarget& target, bool live_only);
[[nodiscard]] int ctl_reload(const CtlTarget& target);
[[nodiscard]] int ctl_act(const CtlTarget& target, const CtlAction& action);

}  // namespace spate::daemon
