#include "cli/ctl_options.hpp"

#include <CLI/CLI.hpp>
#include <memory>
#include <string>

#include "daemon/ctl_client.hpp"

namespace spate::cli {
namespace {

constexpr auto kCtlExamples = R"(Examples:
  spate ctl status                          a table of the streams of the run on this machine
  spate ctl pause orders clicks --for 30s   and resumed by itself
  spate ctl rate orders 2000/s              until something else is said
  spate ctl rate orders scenario            what the scenario says, again
  spate ctl burst orders 3x --for 10s       three times the scenario's rate
  spate ctl reload                          what was changed in the scenario's file
  spate ctl --address 10.0.0.7:9464 --token-file token health
SPATE_ADDRESS and SPATE_TOKEN stand for --address and a token.)";

// Names reach the path of a request as they are.
const CLI::Validator kStreamName{[](std::string& name) {
                                   const bool plain = name.find_first_not_of(
                                                          "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                                          "0123456789._-") == std::string::npos;
                                   return plain && !name.empty() ? std::string{}
                                                                 : "\"" + name + "\" is no stream's name";
                                 },
                                 "STREAM"};

struct CtlCommand {
  daemon::CtlTarget target;
  daemon::CtlAction action;
  bool json = false;
  bool live_only = false;
};

using Command = std::shared_ptr<CtlCommand>;

CLI::App& add_action(CLI::App& ctl, const Command& command, std::function<int()>& chosen, const std::string& verb,
                     const std::string& help) {
  auto& app = *ctl.add_subcommand(verb, help);
  app.footer("");
  app.callback([command, verb, &chosen] {
    command->action.verb = verb;
    chosen = [command] { return daemon::ctl_act(command->target, command->action); };
  });
  return app;
}

CLI::Option* add_for(CLI::App& app, const Command& command) {
  return app.add_option("--for", command->action.lasts, "undone after this time: 30s, 5min");
}

void add_actions(CLI::App& ctl, const Command& command, std::function<int()>& chosen) {
  for (const auto& [verb, help] : {std::pair{"pause", "nothing is due, until resumed"}, {"resume", "undo a pause"}}) {
    auto& app = add_action(ctl, command, chosen, verb, help);
    app.add_option("STREAM", command->action.streams, "one or more")->required()->check(kStreamName);
    add_for(app, command);
  }
  for (const auto& [verb, help] :
       {std::pair{"rate", "another rate in place of the scenario's"}, {"burst", "another rate for some time"}}) {
    auto& app = add_action(ctl, command, chosen, verb, help);
    app.add_option_function<std::string>(
           "STREAM", [command](const std::string& stream) { command->action.streams = {stream}; }, "the stream")
        ->required()
        ->check(kStreamName);
    app.add_option("RATE", command->action.rate, "500/s, max, 2x (of the scenario's), or scenario: what it says")
        ->required();
    add_for(app, command)->required(std::string{verb} == "burst");
  }
}

}  // namespace

void add_ctl(CLI::App& app, std::function<int()>& chosen) {
  auto& ctl = *app.add_subcommand("ctl", "watch and change a run while it goes");
  const auto command = std::make_shared<CtlCommand>();
  ctl.footer(kCtlExamples);
  ctl.require_subcommand(1);
  ctl.add_option("--address", command->target.address, "HOST:PORT of its metrics (default 127.0.0.1:9464)");
  ctl.add_option("--token-file", command->target.token_file, "a file that holds the scenario's control.token");
  ctl.add_option("--scenario", command->target.scenario, "the scenario that runs: it names both");
  auto& status = *ctl.add_subcommand("status", "how every stream goes");
  status.footer("");
  status.add_flag("--json", command->json, "as the API says it");
  status.callback(
      [command, &chosen] { chosen = [command] { return daemon::ctl_status(command->target, command->json); }; });
  auto& health = *ctl.add_subcommand("health", "exit 0 if the run is ready, 1 if not, 3 if nothing answers");
  health.footer("");
  health.add_flag("--live", command->live_only, "it answers at all: that is enough");
  health.callback(
      [command, &chosen] { chosen = [command] { return daemon::ctl_health(command->target, command->live_only); }; });
  auto& reload = *ctl.add_subcommand("reload", "read the scenario's file again and go on as it says");
  reload.footer("");
  reload.callback([command, &chosen] { chosen = [command] { return daemon::ctl_reload(command->target); }; });
  add_actions(ctl, command, chosen);
}

}  // namespace spate::cli
