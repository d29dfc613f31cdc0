#include "cli/ctl_options.hpp"

#include <CLI/CLI.hpp>
#include <memory>
#include <string>
#include <tuple>

#include "daemon/ctl_client.hpp"

namespace spate::cli {
namespace {

constexpr auto kCtlFooter = R"(Environment:
  SPATE_ADDRESS  the address, unless --address is set
  SPATE_TOKEN    the token, unless --token-file is set
Example: spate ctl pause orders clicks --for 30s)";

// The path of a request holds the name without escapes.
const CLI::Validator kStreamName{[](std::string& name) {
                                   const bool plain = name.find_first_not_of(
                                                          "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                                          "0123456789._-") == std::string::npos;
                                   return plain && !name.empty()
                                              ? std::string{}
                                              : "invalid stream name \"" + name + "\": use letters, digits, ., _ and -";
                                 },
                                 ""};

struct CtlCommand {
  daemon::CtlTarget target;
  daemon::CtlAction action;
  bool json = false;
  bool live_only = false;
};

using Command = std::shared_ptr<CtlCommand>;

CLI::App& add_action(CLI::App& ctl, const Command& command, std::function<int()>& chosen, const std::string& verb,
                     const std::string& help, const std::string& example) {
  auto& app = *ctl.add_subcommand(verb, help);
  app.footer("Example: spate ctl " + example);
  app.callback([command, verb, &chosen] {
    command->action.verb = verb;
    chosen = [command] { return daemon::ctl_act(command->target, command->action); };
  });
  return app;
}

CLI::Option* add_for(CLI::App& app, const Command& command) {
  return app.add_option("--for", command->action.duration, "revert after this duration, such as 30s or 5min")
      ->type_name("TIME");
}

void add_actions(CLI::App& ctl, const Command& command, std::function<int()>& chosen) {
  for (const auto& [verb, help, example] : {std::tuple{"pause", "pause streams", "pause orders clicks --for 30s"},
                                            {"resume", "resume paused streams", "resume orders"}}) {
    auto& app = add_action(ctl, command, chosen, verb, help, example);
    app.add_option("STREAM", command->action.streams, std::string{verb} + " these streams")
        ->required()
        ->check(kStreamName);
    add_for(app, command);
  }
  for (const auto& [verb, help, example] :
       {std::tuple{"rate", "change the rate of a stream", "rate orders 2000/s"},
        {"burst", "change the rate of a stream for a limited time", "burst orders 3x --for 10s"}}) {
    auto& app = add_action(ctl, command, chosen, verb, help, example);
    app.add_option_function<std::string>(
           "STREAM", [command](const std::string& stream) { command->action.streams = {stream}; }, "change this stream")
        ->required()
        ->check(kStreamName);
    app.add_option("RATE", command->action.rate, "set this rate: 500/s, max, 2x the scenario's, or scenario")
        ->required();
    add_for(app, command)->required(std::string{verb} == "burst");
  }
}

}  // namespace

void add_ctl(CLI::App& app, std::function<int()>& chosen) {
  auto& ctl = *app.add_subcommand("ctl", "monitor and control a running spate");
  const auto command = std::make_shared<CtlCommand>();
  ctl.footer(kCtlFooter);
  ctl.require_subcommand(1);
  ctl.add_option("--address", command->target.address, "connect to this address (default 127.0.0.1:9464)")
      ->type_name("HOST:PORT");
  ctl.add_option("--token-file", command->target.token_file, "read the API token from this file")->type_name("FILE");
  ctl.add_option("--scenario", command->target.scenario, "read address and token from this scenario")
      ->type_name("FILE");
  auto& status = *ctl.add_subcommand("status", "show stream status");
  status.footer("Example: spate ctl status");
  status.add_flag("--json", command->json, "print the response of the API as JSON");
  status.callback(
      [command, &chosen] { chosen = [command] { return daemon::ctl_status(command->target, command->json); }; });
  auto& health = *ctl.add_subcommand("health", "check that spate is ready: every topic exists and a broker responds");
  health.footer("Example: spate ctl --address 10.0.0.7:9464 health");
  health.add_flag("--live", command->live_only, "check only that spate responds");
  health.callback(
      [command, &chosen] { chosen = [command] { return daemon::ctl_health(command->target, command->live_only); }; });
  auto& reload = *ctl.add_subcommand("reload", "reload the scenario file");
  reload.footer("Example: spate ctl reload");
  reload.callback([command, &chosen] { chosen = [command] { return daemon::ctl_reload(command->target); }; });
  add_actions(ctl, command, chosen);
  for (CLI::App* const action : ctl.get_subcommands({})) action->group("Commands");
}

}  // namespace spate::cli
