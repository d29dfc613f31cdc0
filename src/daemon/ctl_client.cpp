#include "daemon/ctl_client.hpp"

#include <fmt/format.h>

#include <cstdlib>
#include <stdexcept>

#include "base/error.hpp"
#include "base/file_text.hpp"
#include "base/log.hpp"
#include "base/output.hpp"
#include "base/printable_text.hpp"
#include "http/client.hpp"
#include "report/exit_code.hpp"
#include "report/status_text.hpp"
#include "scenario/read/load.hpp"

namespace spate::daemon {
namespace {

constexpr Duration kTimeout = 70 * kSecond;  // a reload may take 60 s
constexpr int kOk = 200;

std::string environment(const char* name) {
  const char* const value = std::getenv(name);
  return value == nullptr ? "" : value;
}

std::string read_token(const std::string& file) {
  constexpr std::size_t kMaxBytes = std::size_t{64} << 10U;
  auto [token, problem, missing] = read_file(file, kMaxBytes);
  if (!problem.empty()) throw StartError{fmt::format("--token-file: cannot read {}: {}", file, problem)};
  if (token.size() > kMaxBytes)
    throw StartError{fmt::format("--token-file: {} is too large: use a file of at most 64 KiB", file)};
  while (!token.empty() && (token.back() == '\n' || token.back() == '\r')) token.pop_back();
  return token;
}

scenario::Scenario read_scenario(const std::string& file) {
  scenario::Diagnostics diagnostics;
  auto scenario = scenario::load_scenario(file, {}, diagnostics);
  if (!scenario) throw StartError{fmt::format("--scenario: {}", diagnostics.text())};
  if (!scenario->metrics_listen)
    throw StartError{fmt::format("--scenario: {} has metrics.listen: off: set it to HOST:PORT", file)};
  return *std::move(scenario);
}

// A server that listens on all addresses is reached over loopback.
http::Address reachable(http::Address address) {
  if (address.host == "0.0.0.0") address.host = "127.0.0.1";
  if (address.host == "::") address.host = "::1";
  return address;
}

// The control API of a run, at the address that the options, the environment or the scenario give.
class RunClient {
 public:
  explicit RunClient(const CtlTarget& target) {
    std::string address = target.address.empty() ? environment("SPATE_ADDRESS") : target.address;
    token_ = target.token_file.empty() ? environment("SPATE_TOKEN") : read_token(target.token_file);
    if (!target.scenario.empty()) {
      const scenario::Scenario scenario = read_scenario(target.scenario);
      if (address.empty()) address = *scenario.metrics_listen;
      if (token_.empty()) token_ = scenario.control_token.value_or("");
    }
    address_ = reachable(http::parse_address(address.empty() ? "127.0.0.1:9464" : address));
  }

  [[nodiscard]] http::ClientResponse get(const std::string& path) const {
    return send_request({.path = path, .token = token_});
  }
  [[nodiscard]] http::ClientResponse post(const std::string& path, std::string body) const {
    return send_request({.method = "POST", .path = path, .token = token_, .body = std::move(body)});
  }

 private:
  [[nodiscard]] http::ClientResponse send_request(const http::ClientRequest& request) const try {
    return spate::http::send_request(address_, request, kTimeout);
  } catch (const std::runtime_error& problem) {
    throw StartError{fmt::format("{} (use --address HOST:PORT to set the address)", problem.what())};
  }

  http::Address address_;
  std::string token_;
};

// The error is the first line; the problems of a scenario follow it.
int refused(const http::ClientResponse& answer) {
  const auto text = report::error_text(answer.body);
  const auto end = text.find('\n');
  log::error("{}", text.substr(0, end));
  if (end != std::string::npos) log::say(text.substr(end + 1) + "\n");
  return report::kExitFailed;
}

}  // namespace

int ctl_status(const CtlTarget& target, bool json) {
  const auto answer = RunClient{target}.get("/api/v1/streams");
  if (answer.status != kOk) return refused(answer);
  output::print(json ? printable_text(answer.body) : report::status_table(answer.body));
  return report::kExitOk;
}

int ctl_health(const CtlTarget& target, bool live_only) {
  const auto answer = RunClient{target}.get(live_only ? "/healthz" : "/readyz");
  output::print(printable_text(answer.body));
  return answer.status == kOk ? report::kExitOk : report::kExitFailed;
}

int ctl_reload(const CtlTarget& target) {
  const auto answer = RunClient{target}.post("/api/v1/reload", "");
  if (answer.status != kOk) return refused(answer);
  output::print(report::reload_text(answer.body));
  return report::kExitOk;
}

int ctl_act(const CtlTarget& target, const CtlAction& action) {
  const RunClient run{target};
  int exit = report::kExitOk;
  for (const auto& stream : action.streams) {
    const auto answer = run.post(fmt::format("/api/v1/streams/{}/{}", stream, action.verb),
                                 report::action_body(action.rate, action.duration));
    if (answer.status == kOk)
      output::print(report::status_line(answer.body));
    else
      exit = refused(answer);
  }
  return exit;
}

}  // namespace spate::daemon
