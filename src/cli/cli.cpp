#include "cli/cli.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <array>
#include <cstdlib>
#include <exception>
#include <functional>
#include <limits>
#include <map>
#include <new>
#include <sstream>

#include "base/error.hpp"
#include "base/log.hpp"
#include "base/output.hpp"
#include "base/version.hpp"
#include "cli/commands.hpp"
#include "cli/ctl_options.hpp"
#include "cli/process.hpp"
#include "report/exit_code.hpp"
#include "scenario/rate/rate_scale.hpp"
#include "scenario/text/shard_text.hpp"
#include "scenario/text/units.hpp"

namespace spate::cli {
namespace {

// The command that was chosen, with its options filled in.
using Chosen = std::function<int()>;

constexpr auto kExamples = R"(Examples:
  spate run shop.yaml                                  send until stopped, with a live table
  spate run shop.yaml --records 50 --print-deliveries  50 records of each stream, a line for each
  spate run shop.yaml --set streams.orders.rate=1000/s --duration 5min
  spate check shop.yaml                                every problem of a scenario at once
  spate sample order -n 3                              three records of a preset, no broker needed
  spate functions int                                  one function of the record language
Manual: spate(1); the scenario language: docs/reference/scenario.md)";

constexpr auto kRunFooter = R"(Exit code:
  0  everything was delivered
  1  records failed, or a threshold was missed
  2  the command line or the scenario is wrong
  3  could not start
  4  the account does not close: a bug in spate
  5  a fatal error of the client or of a generator
  6  the run is over, its results could not be written
  128 + signal: ended at once by a second signal
Example: spate run shop.yaml --records 50 --print-deliveries)";

// CLI11's own checks compare, and print, floating-point numbers; its conversion takes too large a number for the
// largest.
CLI::Validator integer(std::uint64_t least, std::uint64_t most = std::numeric_limits<std::uint64_t>::max()) {
  return {[least, most](std::string& text) {
            const auto value = scenario::parse_count(text).value;
            if (value && *value >= least && *value <= most) return std::string{};
            return fmt::format("\"{}\": must be an integer from {} to {}", text, least, most);
          },
          ""};
}

void add_setting(scenario::Overrides& overrides, const std::string& setting) {
  const auto equals = setting.find('=');
  if (equals == std::string::npos || equals == 0) {
    throw CLI::ValidationError{"--set",
                               fmt::format("\"{}\": write PATH=VALUE, as in streams.orders.rate=1000/s", setting)};
  }
  overrides.settings.emplace_back(setting.substr(0, equals), setting.substr(equals + 1));
}

void add_duration(scenario::Overrides& overrides, const std::string& text) {
  const auto duration = scenario::parse_duration(text);
  if (!duration.value) throw CLI::ValidationError{"--duration", duration.problem};
  overrides.duration = duration.value;
}

// What every command that reads a scenario takes.
void add_override_options(CLI::App& app, scenario::Overrides& overrides) {
  app.add_option_function<std::vector<std::string>>(
         "--set",
         [&](const std::vector<std::string>& settings) {
           for (const auto& setting : settings) add_setting(overrides, setting);
         },
         "PATH=VALUE over the file: streams.orders.rate=1000/s, kafka[\"linger.ms\"]=0; may be repeated")
      ->allow_extra_args(false);
  app.add_option("--seed", overrides.seed, "the seed of all randomness")->check(integer(0));
  app.add_option("--bootstrap-servers", overrides.bootstrap_servers, "HOST:PORT,… or \"embedded\"");
}

void add_bounds(CLI::App& app, scenario::Overrides& overrides) {
  app.add_option_function<std::string>(
      "--duration", [&](const std::string& text) { add_duration(overrides, text); },
      "end every stream after this time: 15s, 5min, 1h");
  app.add_option("--records", overrides.records, "end every stream after so many records")->check(integer(1));
}

void add_rate_scale(CLI::App& app, scenario::Overrides& overrides) {
  app.add_option_function<std::string>(
      "--rate-scale",
      [&](const std::string& text) {
        const auto scale = scenario::parse_rate_scale(text);
        if (!scale.value) throw CLI::ValidationError{"--rate-scale", scale.problem};
        overrides.rate_scale = scale.value;
      },
      "multiply every rate but max: 2, 0.5");
}

CLI::Option* add_start(CLI::App& app, scenario::Overrides& overrides) {
  return app.add_option("--start-at", overrides.start_at,
                        "the real instant of T = 0: now, next_minute, or as 2026-11-24T08:00:00Z");
}

scenario::PodNumber this_pod() {
  std::array<char, 256> host{};
  if (::gethostname(host.data(), host.size() - 1) != 0) host[0] = '\0';
  const char* const index = std::getenv("JOB_COMPLETION_INDEX");
  return {.completion_index = index == nullptr ? std::nullopt : std::optional<std::string>{index}, .host = host.data()};
}

CLI::Option* add_shard(CLI::App& app, scenario::Overrides& overrides) {
  return app.add_option_function<std::string>(
      "--shard",
      [&](const std::string& text) {
        const auto shard = scenario::parse_shard(text, this_pod());
        if (!shard.value) throw CLI::ValidationError{"--shard", shard.problem};
        overrides.shard = *shard.value;
      },
      "i/n: send only what is shard i of n's, from 0; auto/n: i is the number of this pod");
}

void add_log_level(CLI::App& app) {
  static const std::map<std::string, log::Level> kLevels{{"debug", log::Level::debug},
                                                         {"info", log::Level::info},
                                                         {"warning", log::Level::warning},
                                                         {"error", log::Level::error},
                                                         {"off", log::Level::off}};
  app.add_option_function<std::string>(
         "--log-level", [](const std::string& level) { log::set_level(kLevels.at(level)); },
         "debug, info, warning, error or off")
      ->check(CLI::IsMember{kLevels});
}

void add_run(CLI::App& app, RunCommand& command, Chosen& chosen) {
  auto& run_app = *app.add_subcommand("run", "send what a scenario describes, until stopped or bounded");
  run_app.footer(kRunFooter);
  run_app.add_option("FILE", command.file, "the scenario; - is standard input")->required();
  add_override_options(run_app, command.overrides);
  add_bounds(run_app, command.overrides);
  add_rate_scale(run_app, command.overrides);
  auto* const start_at = add_start(run_app, command.overrides);
  auto* const shard = add_shard(run_app, command.overrides);
  run_app.add_option("--metrics", command.overrides.metrics, "where to serve metrics: HOST:PORT or off");
  run_app.add_option("--summary", command.summary_file,
                     "write the figures of the run to this file, as JSON; - is standard output");
  run_app.add_option("--junit", command.junit_file, "write the verdict on the run to this file, as JUnit XML");
  run_app.add_flag("--show-sample", command.show_sample, "print a record of each stream first");
  auto* const print = run_app.add_flag("--print-deliveries", command.print_deliveries,
                                       "a line per acknowledged or failed record; =FIELD,… adds fields of the record");
  run_app
      .add_option_function<std::string>(
          "--sink", [&](const std::string&) { command.null_sink = true; },
          "null: make every record and throw it away, without a broker")
      ->check(CLI::IsMember{{"null"}})
      ->excludes(print);
  auto* const find_max = run_app.add_flag("--find-max", command.find_max,
                                          "search the highest rate that keeps the thresholds, --duration a trial");
  run_app.get_option("--records")->excludes(find_max);
  run_app.add_flag("--fresh", command.fresh, "begin with the first record, whatever an earlier run left in state_dir")
      ->excludes(find_max);
  start_at->excludes(find_max);
  shard->excludes(find_max);
  add_log_level(run_app);
  run_app.callback([&] { chosen = [&] { return run(command); }; });
}

void add_check(CLI::App& app, CheckCommand& command, Chosen& chosen) {
  auto& check_app = *app.add_subcommand("check", "say everything that is wrong with a scenario, without a broker");
  check_app.footer("Example: spate check --print shop.yaml");
  check_app.add_option("FILE", command.files, "scenarios; - is standard input");
  add_override_options(check_app, command.overrides);
  check_app.add_flag("--print", command.print, "print the scenario as understood, secrets masked");
  check_app.add_flag("--schema", command.schema, "print the JSON Schema of the scenario language");
  check_app.callback([&] { chosen = [&] { return check(command); }; });
}

void add_sample(CLI::App& app, SampleCommand& command, Chosen& chosen) {
  auto& sample_app = *app.add_subcommand("sample", "print records, without a broker");
  sample_app.footer("Example: spate sample order -n 3 --with-key");
  sample_app.add_option("FILE", command.file, "the scenario, or the name of a preset")->required();
  sample_app.add_option("STREAM", command.stream, "one stream of it; default: all");
  add_override_options(sample_app, command.overrides);
  sample_app.add_option("-n,--records", command.records, "how many of each stream (default 10)")->check(integer(0));
  sample_app.add_option("--from", command.from, "index of the first record")->check(integer(0));
  sample_app.add_flag_function(
      "--pretty,!--no-pretty", [&](std::int64_t count) { command.pretty = count > 0; },
      "on several lines (default on a terminal), or one line each");
  sample_app.add_flag("--with-key", command.with_key, "the key before each record");
  sample_app.add_flag("--with-partition", command.with_partition, "the partition before each record");
  sample_app
      .add_option("--stats", command.statistics,
                  "not the records but what so many of them look like: types, nulls, distinct values, spread")
      ->check(integer(1, 10'000'000));
  sample_app.callback([&] { chosen = [&] { return sample(command); }; });
}

void add_plan(CLI::App& app, PlanCommand& command, Chosen& chosen) {
  auto& plan_app = *app.add_subcommand("plan", "say what a scenario will do, before anything runs");
  plan_app.footer("Example: spate plan shop.yaml --duration 1h --svg shop.svg");
  plan_app.add_option("FILE", command.file, "the scenario; - is standard input")->required();
  add_override_options(plan_app, command.overrides);
  add_bounds(plan_app, command.overrides);
  add_rate_scale(plan_app, command.overrides);
  add_start(plan_app, command.overrides);
  plan_app.add_option("--svg", command.svg_file, "draw the rates over time into this file, as SVG");
  plan_app.callback([&] { chosen = [&] { return plan(command); }; });
}

void add_topics(CLI::App& app, TopicsCommand& command, Chosen& chosen) {
  auto& topics_app = *app.add_subcommand("topics", "create a scenario's topics or say that they exist; send nothing");
  topics_app.footer("Example: spate topics shop.yaml --bootstrap-servers 127.0.0.1:9092");
  topics_app.add_option("FILE", command.file, "the scenario; - is standard input")->required();
  add_override_options(topics_app, command.overrides);
  add_log_level(topics_app);
  topics_app.callback([&] { chosen = [&] { return topics(command); }; });
}

void add_catalogue(CLI::App& app, const std::string& name, const std::string& help, int (*show)(const std::string&),
                   std::string& wanted, Chosen& chosen) {
  auto& catalogue_app = *app.add_subcommand(name, help);
  catalogue_app.footer("");
  catalogue_app.add_option("NAME", wanted, "one of them in full");
  catalogue_app.callback([&wanted, &chosen, show] { chosen = [&wanted, show] { return show(wanted); }; });
}

int parse_and_run(int argc, char** argv) {
  CLI::App app{"spate: a Kafka load generator: realistic records, on an honest schedule, every one accounted for",
               "spate"};
  app.set_version_flag("--version", fmt::format("spate {}", kVersion));
  app.footer(kExamples);
  app.require_subcommand(1);
  RunCommand run_command;
  CheckCommand check_command;
  SampleCommand sample_command;
  PlanCommand plan_command;
  TopicsCommand topics_command;
  std::string wanted;
  Chosen chosen;
  add_run(app, run_command, chosen);
  add_check(app, check_command, chosen);
  add_sample(app, sample_command, chosen);
  add_plan(app, plan_command, chosen);
  add_topics(app, topics_command, chosen);
  add_ctl(app, chosen);
  add_catalogue(app, "functions", "the functions of the record language", functions_help, wanted, chosen);
  add_catalogue(app, "presets", "the generators shipped with spate", presets_help, wanted, chosen);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& problem) {  // or a request: --help, --version
    std::ostringstream answer;
    std::ostringstream complaint;
    const int code = app.exit(problem, answer, complaint);
    output::print(answer.str());
    log::say(complaint.str());
    return code == 0 ? report::kExitDelivered : report::kExitUsage;
  }
  return chosen();
}

int reported_run(int argc, char** argv) try { return parse_and_run(argc, argv); } catch (const RefusedState& problem) {
  log::error("{}", problem.what());
  return report::kExitUsage;
} catch (const StartError& problem) {
  log::error("{}", problem.what());
  return report::kExitCouldNotStart;
} catch (const std::bad_alloc&) {
  log::error(
      "out of memory: raise the limit (ulimit -v, the memory limit of a service or container) or use fewer "
      "streams and smaller records");
  return report::kExitFatal;
} catch (const std::exception& problem) {
  log::error("unexpected: {}", problem.what());
  return report::kExitFatal;
} catch (...) {
  log::error("unexpected: an exception without a text");
  return report::kExitFatal;
}

}  // namespace

int run_command_line(int argc, char** argv) noexcept {
  prepare_process();
  return finish_process(reported_run(argc, argv));
}

}  // namespace spate::cli
