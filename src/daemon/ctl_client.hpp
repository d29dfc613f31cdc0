// `spate ctl`: a client of the control API.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace spate::daemon {

// Address and token of a run. Defaults, in order: SPATE_ADDRESS and SPATE_TOKEN, the scenario, 127.0.0.1:9464 without
// a token.
struct CtlTarget {
  std::string address;     // HOST:PORT
  std::string token_file;  // holds the token
  std::string scenario;    // a file with metrics.listen and control.token
};

struct CtlAction {
  std::string verb;  // pause, resume, rate, burst
  std::vector<std::string> streams;
  std::string rate;
  std::string duration;
};

// Each returns the exit code: 0 on success; 1 if the run rejected the request or is not healthy. Throws StartError if
// it cannot connect, or for an invalid address, file or scenario.
[[nodiscard]] int ctl_status(const CtlTarget& target, bool json);
[[nodiscard]] int ctl_health(const CtlTarget& target, bool live_only);
[[nodiscard]] int ctl_reload(const CtlTarget& target);
[[nodiscard]] int ctl_act(const CtlTarget& target, const CtlAction& action);

}  // namespace spate::daemon
