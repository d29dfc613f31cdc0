#include "cli/commands.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <sstream>
#include <utility>

#include "base/local_zone.hpp"
#include "base/log.hpp"
#include "base/output.hpp"
#include "base/printable.hpp"
#include "daemon/attended_preparation.hpp"
#include "daemon/daemon.hpp"
#include "daemon/find_max.hpp"
#include "daemon/result_target.hpp"
#include "daemon/signals.hpp"
#include "preview/sample/sample.hpp"
#include "preview/scenario_warnings.hpp"
#include "report/exit_code.hpp"
#include "run/prepare/prepare.hpp"
#include "run/topic_report.hpp"
#include "scenario/read/clock.hpp"
#include "scenario/write/print.hpp"
#include "scenario/write/schema.hpp"

namespace spate::cli {
namespace {

// One problem of the command line. `command` is the name that a terminal shows.
int reject(std::string_view command, std::string_view problem) {
  if (log::has_sink())
    log::error("{}", problem);
  else
    log::say(fmt::format("spate {}: {}\n", command, problem));
  return report::kExitUsage;
}

// A terminal gets the lines as they are, the journal gets them as errors.
int refuse(const scenario::Diagnostics& diagnostics) {
  std::istringstream lines{diagnostics.text()};
  for (std::string line; std::getline(lines, line);) {
    if (log::has_sink())
      log::error("{}", line);
    else
      log::say(line + "\n");
  }
  return report::kExitUsage;
}

// The length of a trial of `--find-max` without `--duration`.
constexpr Duration kDefaultTrial = 10 * kSecond;

// The value that CLI11 stores for a flag without a value.
constexpr std::string_view kBareFlag = "true";

std::optional<std::vector<std::string>> delivery_fields(const std::string& flag) {
  if (flag.empty()) return std::nullopt;
  std::vector<std::string> fields;
  if (flag == kBareFlag) return fields;
  std::istringstream list{flag};
  for (std::string field; std::getline(list, field, ',');) fields.push_back(field);
  return fields;
}

// Warnings about the files that streams replay.
void warn_of_files(const run::PreparedScenario& prepared) {
  for (std::size_t number = 0; number < prepared.generators.size(); ++number)
    for (const auto& note : prepared.generators[number].warnings())
      log::write(log::Level::warning, note, {.stream = prepared.scenario.streams[number].name});
}

bool check_file(const std::string& file, const CheckCommand& command) {
  scenario::Diagnostics diagnostics;
  auto prepared = run::prepare(file, command.overrides, diagnostics);
  if (!prepared) {
    refuse(diagnostics);
    return false;
  }
  warn_of_files(*prepared);
  const WallTime wall = scenario::clock_at_start(prepared->scenario, run::set_start_time(*prepared, wall_now()));
  for (const auto& warning : preview::warning_lines(preview::scenario_warnings(*prepared, wall)))
    log::say(fmt::format("warning: {}\n", warning));
  if (command.print) {
    output::print(scenario::print_scenario(prepared->scenario));
  } else {
    output::print(fmt::format("{}: ok, {} {}\n", printable_line(file), prepared->scenario.streams.size(),
                              prepared->scenario.streams.size() == 1 ? "stream" : "streams"));
  }
  return true;
}

// A file has precedence over a preset of the same name.
std::optional<run::PreparedScenario> prepare_sample(const SampleCommand& command, scenario::Diagnostics& diagnostics) {
  if (command.file != "-" && !std::filesystem::exists(command.file)) {
    if (auto scenario = scenario::preset_scenario(command.file, command.overrides, diagnostics)) {
      return run::prepare(std::move(*scenario), diagnostics);
    }
    if (!diagnostics.empty()) return std::nullopt;
  }
  return run::prepare(command.file, command.overrides, diagnostics);
}

// By the convention of no-color.org.
bool wants_colors() {
  const char* const no_color = std::getenv("NO_COLOR");
  return no_color == nullptr || *no_color == '\0';
}

std::string stream_names(const scenario::Scenario& scenario) {
  std::string names;
  for (const scenario::Stream& stream : scenario.streams) names += (names.empty() ? "" : ", ") + stream.name;
  return names;
}

}  // namespace

std::optional<std::string> scenario_file(const std::string& file) {
  return file == "-" ? std::nullopt : std::optional{file};
}

void warn_of_unscaled(const scenario::Scenario& scenario, const scenario::Overrides& overrides) {
  if (!overrides.rate_scale) return;
  for (const scenario::Stream& stream : scenario.streams)
    if (stream.rate.unit == scenario::Rate::Unit::unlimited)
      log::warning("stream {} has rate: max, --rate-scale does not apply to it", stream.name);
}

void warn_of_unknown_zone(const scenario::Scenario& scenario) {
  if (scenario.clock.zone_name != "local" || !local_zone().unknown) return;
  log::warning(
      "unknown time zone TZ={}, local time is UTC: set TZ to an IANA name such as Europe/Paris, or set clock.zone in "
      "the scenario",
      printable_line(std::getenv("TZ")));
}

int run(const RunCommand& command) {
  scenario::Diagnostics diagnostics;
  auto overrides = command.overrides;
  overrides.without_brokers = command.null_sink;
  if (command.find_max) overrides.duration.reset();  // the length of a trial
  WakeEvent wake;
  daemon::Signals signals{wake};
  auto prepared = daemon::prepare_attended(command.file, overrides, diagnostics, signals, wake);
  if (!prepared) return refuse(diagnostics);
  if (const auto problem = daemon::same_file_problem({{"FILE", scenario_file(command.file)},
                                                      {"--summary", command.summary_file},
                                                      {"--junit", command.junit_file}});
      !problem.empty())
    return reject("run", problem);
  warn_of_unscaled(prepared->scenario, overrides);
  warn_of_unknown_zone(prepared->scenario);
  if (command.fresh && !prepared->scenario.state_dir)
    return reject("run", fmt::format("--fresh has no effect, {} has no state_dir: remove --fresh", command.file));
  daemon::DaemonOptions options{.run = {.null_sink = command.null_sink,
                                        .fresh = command.fresh,
                                        .print_deliveries = delivery_fields(command.print_deliveries)},
                                .show_sample = command.show_sample,
                                .summary_file = command.summary_file,
                                .junit_file = command.junit_file,
                                .file = command.file,
                                .overrides = overrides};
  if (command.find_max) {
    if (const auto problem = daemon::find_max_problem(prepared->scenario); !problem.empty())
      return reject("run", problem);
    options.find_max_length = command.overrides.duration.value_or(kDefaultTrial);
  }
  return daemon::run_daemon(std::move(*prepared), options, signals, wake);
}

int check(const CheckCommand& command) {
  if (command.schema) {
    output::print(scenario::scenario_schema());
    return report::kExitOk;
  }
  if (command.files.empty()) return reject("check", "missing FILE");
  bool all_valid = true;
  for (const auto& file : command.files) all_valid = check_file(file, command) && all_valid;
  return all_valid ? report::kExitOk : report::kExitUsage;
}

int sample(const SampleCommand& command) {
  scenario::Diagnostics diagnostics;
  auto prepared = prepare_sample(command, diagnostics);
  if (!prepared) return refuse(diagnostics);
  warn_of_unknown_zone(prepared->scenario);
  const bool terminal = ::isatty(STDOUT_FILENO) == 1;
  const preview::SampleOptions options{.records = command.statistics.value_or(command.records),
                                       .from = command.from,
                                       .pretty = command.pretty.value_or(terminal),
                                       .colors = terminal && wants_colors(),
                                       .escape = terminal,
                                       .with_key = command.with_key,
                                       .with_partition = command.with_partition};
  const WallTime wall = run::set_start_time(*prepared, wall_now());
  bool found = false;
  for (std::size_t number = 0; number < prepared->scenario.streams.size(); ++number) {
    const scenario::Stream& stream = prepared->scenario.streams[number];
    if (!command.stream.empty() && command.stream != stream.name) continue;
    if (found && command.statistics) output::print("\n");
    found = true;
    std::string failure;
    const auto show = command.statistics ? preview::print_statistics : preview::print_sample;
    if (!show(prepared->scenario, stream, prepared->generators[number], wall, options, failure)) {
      log::error("{}", failure);
      return report::kExitFatal;
    }
  }
  if (found) return report::kExitOk;
  return reject("sample", fmt::format("unknown stream \"{}\" in {}: use {}", command.stream, command.file,
                                      stream_names(prepared->scenario)));
}

int topics(const TopicsCommand& command) {
  scenario::Diagnostics diagnostics;
  const auto prepared = run::prepare(command.file, command.overrides, diagnostics);
  if (!prepared) return refuse(diagnostics);
  run::report_topics(prepared->scenario);
  return report::kExitOk;
}

}  // namespace spate::cli
