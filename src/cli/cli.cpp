#include "cli/cli.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <exception>
#include <functional>
#include <memory>
#include <new>
#include <sstream>

#include "base/error.hpp"
#include "base/log.hpp"
#include "base/output.hpp"
#include "base/version.hpp"
#include "cli/commands.hpp"
#include "cli/common_options.hpp"
#include "cli/ctl_options.hpp"
#include "cli/help_formatter.hpp"
#include "cli/process.hpp"
#include "cli/usage_error.hpp"
#include "report/exit_code.hpp"

namespace spate::cli {
namespace {

// Runs the parsed command.
using Chosen = std::function<int()>;

constexpr auto kExamples = R"(Examples:
  spate check shop.yaml
  spate run shop.yaml --duration 5min --set streams.orders.rate=1000/s
  spate sample order -n 3
  spate ctl status
Manual: man spate)";

std::string run_footer() {
  std::string text = "Exit codes:\n";
  for (const auto& [code, meaning] : report::kExitCodes) text += fmt::format("  {:<7}{}\n", code, meaning);
  return text + "Example: spate run shop.yaml --records 50 --print-deliveries";
}

void add_result_options(CLI::App& app, RunCommand& command) {
  app.add_option("--metrics", command.overrides.metrics, "override the metrics address; off disables metrics")
      ->type_name("HOST:PORT");
  app.add_option("--summary", command.summary_file, "write the summary as JSON; - is standard output")
      ->type_name("FILE");
  app.add_option("--junit", command.junit_file, "write the results as JUnit XML; - is standard output")
      ->type_name("FILE");
  app.add_flag("--show-sample", command.show_sample, "print one record of each stream before the run");
}

CLI::Option* add_sink(CLI::App& app, RunCommand& command) {
  return app
      .add_option_function<std::string>(
          "--sink",
          [&](const std::string& sink) {
            if (sink != "null")
              throw CLI::ValidationError{"--sink", fmt::format("unknown sink \"{}\": use null", sink)};
            command.null_sink = true;
          },
          "discard the records without connecting to a broker")
      ->type_name("null");
}

void add_run(CLI::App& app, RunCommand& command, Chosen& chosen) {
  auto& run_app = *app.add_subcommand("run", "generate load from a scenario");
  run_app.footer(run_footer());
  add_file(run_app, command.file);
  add_override_options(run_app, command.overrides);
  add_bounds(run_app, command.overrides);
  add_rate_scale(run_app, command.overrides);
  auto* const start_at = add_start(run_app, command.overrides);
  auto* const shard = add_shard(run_app, command.overrides);
  auto* const fresh = run_app.add_flag("--fresh", command.fresh, "ignore the checkpoint and start at the first record");
  auto* const find_max =
      run_app.add_flag("--find-max", command.find_max, "search for the highest rate that passes the thresholds");
  auto* const sink = add_sink(run_app, command);
  add_result_options(run_app, command);
  run_app
      .add_flag("--print-deliveries", command.print_deliveries,
                "print each delivered or failed record, with these fields")
      ->option_text("[=FIELD,...]")
      ->excludes(sink);
  for (auto* const option : {run_app.get_option("--records"), start_at, shard, fresh}) option->excludes(find_max);
  add_log_level(run_app);
  run_app.callback([&] { chosen = [&] { return run(command); }; });
}

void add_check(CLI::App& app, CheckCommand& command, Chosen& chosen) {
  auto& check_app = *app.add_subcommand("check", "validate scenarios without connecting to a broker");
  check_app.footer("Example: spate check --print shop.yaml");
  check_app.add_option("FILE", command.files, "validate these scenarios; - is standard input");
  add_override_options(check_app, command.overrides);
  check_app.add_flag("--print", command.print, "print the scenario as spate reads it, with secrets masked");
  check_app.add_flag("--schema", command.schema, "print the JSON Schema of scenarios");
  check_app.callback([&] { chosen = [&] { return check(command); }; });
}

void add_sample(CLI::App& app, SampleCommand& command, Chosen& chosen) {
  auto& sample_app = *app.add_subcommand("sample", "print example records without connecting to a broker");
  sample_app.footer("Example: spate sample order -n 3 --with-key");
  sample_app.add_option("FILE", command.file, "read this scenario, or use the preset of this name")->required();
  sample_app.add_option("STREAM", command.stream, "print records of this stream only (default all)");
  add_override_options(sample_app, command.overrides);
  sample_app.add_option("-n,--records", command.records, "print this number of records of each stream (default 10)")
      ->type_name("COUNT")
      ->check(integer(0));
  sample_app.add_option("--from", command.from, "start at the record with this index (default 0)")
      ->type_name("INDEX")
      ->check(integer(0));
  sample_app.add_flag_function(
      "--pretty,!--no-pretty", [&](std::int64_t count) { command.pretty = count > 0; },
      "print each record on several lines (default on a terminal)");
  sample_app.add_flag("--with-key", command.with_key, "print the key before each record");
  sample_app.add_flag("--with-partition", command.with_partition, "print the partition before each record");
  sample_app.add_option("--stats", command.statistics, "print statistics of this number of records instead")
      ->type_name("COUNT")
      ->check(integer(1, 10'000'000));
  sample_app.callback([&] { chosen = [&] { return sample(command); }; });
}

void add_plan(CLI::App& app, PlanCommand& command, Chosen& chosen) {
  auto& plan_app = *app.add_subcommand("plan", "show what a scenario will do, without running it");
  plan_app.footer("Example: spate plan shop.yaml --duration 1h --svg shop.svg");
  add_file(plan_app, command.file);
  add_override_options(plan_app, command.overrides);
  add_bounds(plan_app, command.overrides);
  add_rate_scale(plan_app, command.overrides);
  add_start(plan_app, command.overrides);
  plan_app.add_option("--svg", command.svg_file, "draw the rates as an SVG chart; - is standard output")
      ->type_name("FILE");
  plan_app.callback([&] { chosen = [&] { return plan(command); }; });
}

void add_topics(CLI::App& app, TopicsCommand& command, Chosen& chosen) {
  auto& topics_app = *app.add_subcommand("topics", "create or check the topics of a scenario, without sending records");
  topics_app.footer("Example: spate topics shop.yaml --bootstrap-servers 127.0.0.1:9092");
  add_file(topics_app, command.file);
  add_override_options(topics_app, command.overrides);
  add_log_level(topics_app);
  topics_app.callback([&] { chosen = [&] { return topics(command); }; });
}

struct NamedHelp {
  const char* command;
  const char* description;
  const char* name_description;
  const char* example;
  int (*show)(const std::string& name);
};

void add_named_help(CLI::App& app, const NamedHelp& help, std::string& name, Chosen& chosen) {
  auto& help_app = *app.add_subcommand(help.command, help.description);
  help_app.footer(help.example);
  help_app.add_option("NAME", name, help.name_description);
  help_app.callback([&name, &chosen, show = help.show] { chosen = [&name, show] { return show(name); }; });
}

int parse_and_run(int argc, char** argv) {
  CLI::App app{"spate: Kafka load generator with realistic records and an exact schedule", "spate"};
  app.formatter(std::make_shared<HelpFormatter>());
  app.set_help_flag("-h,--help", "print this help and exit");
  app.set_version_flag("--version", fmt::format("spate {}", kVersion), "print the version and exit");
  app.footer(kExamples);
  app.require_subcommand(1);
  RunCommand run_command;
  CheckCommand check_command;
  SampleCommand sample_command;
  PlanCommand plan_command;
  TopicsCommand topics_command;
  std::string name;
  Chosen chosen;
  add_run(app, run_command, chosen);
  add_check(app, check_command, chosen);
  add_sample(app, sample_command, chosen);
  add_plan(app, plan_command, chosen);
  add_topics(app, topics_command, chosen);
  add_ctl(app, chosen);
  add_named_help(app,
                 {"functions", "list the functions of the record language, or explain one", "explain this function",
                  "Example: spate functions int", functions_help},
                 name, chosen);
  add_named_help(app,
                 {"presets", "list the generators shipped with spate, or print one", "print the YAML of this preset",
                  "Example: spate presets order", presets_help},
                 name, chosen);
  for (CLI::App* const command : app.get_subcommands({})) command->group("Commands");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& problem) {  // or a request: --help, --version
    std::ostringstream answer;
    std::ostringstream ignored;
    if (app.exit(problem, answer, ignored) == 0) {
      output::print(answer.str());
      return report::kExitOk;
    }
    log::say(usage_error_text(app, problem));
    return report::kExitUsage;
  }
  const auto command = app.get_subcommands().front()->get_name();
  if (command != "run") log::use_command_format("spate " + command);
  return chosen();
}

int reported_run(int argc, char** argv) try { return parse_and_run(argc, argv); } catch (const StateError& problem) {
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
  log::error("internal error: {}", problem.what());
  return report::kExitFatal;
} catch (...) {
  log::error("internal error: unknown exception");
  return report::kExitFatal;
}

}  // namespace

int run_command_line(int argc, char** argv) noexcept {
  prepare_process();
  return finish_process(reported_run(argc, argv));
}

}  // namespace spate::cli
