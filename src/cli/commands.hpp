// The commands. Each returns an exit code; the caller reports StartError and other exceptions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "scenario/read/load.hpp"

namespace spate::cli {

struct RunCommand {
  std::string file;
  scenario::Overrides overrides;
  bool show_sample = false;
  std::string print_deliveries;  // empty: no; "true": yes; else the fields to print, separated by commas
  std::optional<std::string> summary_file;
  std::optional<std::string> junit_file;
  bool null_sink = false;
  bool find_max = false;
  bool fresh = false;
};

struct CheckCommand {
  std::vector<std::string> files;
  scenario::Overrides overrides;
  bool print = false;
  bool schema = false;
};

struct SampleCommand {
  std::string file;  // or the name of a preset, if there is no such file
  std::string stream;
  scenario::Overrides overrides;
  std::uint64_t records = 10;
  std::uint64_t from = 0;
  std::optional<bool> pretty;  // absent: yes on a terminal
  bool with_key = false;
  bool with_partition = false;
  std::optional<std::uint64_t> statistics;  // print statistics of this number of records, not the records
};

struct PlanCommand {
  std::string file;
  scenario::Overrides overrides;
  std::optional<std::string> svg_file;
};

struct TopicsCommand {
  std::string file;
  scenario::Overrides overrides;
};

// The path of the scenario, or nullopt for "-", standard input.
[[nodiscard]] std::optional<std::string> scenario_file(const std::string& file);

// Logs a warning for each stream that --rate-scale does not apply to.
void warn_of_unscaled(const scenario::Scenario& scenario, const scenario::Overrides& overrides);

// Logs a warning if the scenario uses local time and TZ is not a known time zone.
void warn_of_unknown_zone(const scenario::Scenario& scenario);

[[nodiscard]] int run(const RunCommand& command);
[[nodiscard]] int check(const CheckCommand& command);
[[nodiscard]] int sample(const SampleCommand& command);
[[nodiscard]] int plan(const PlanCommand& command);
[[nodiscard]] int topics(const TopicsCommand& command);
// Without a name a list of all, one line each, else the one of this name. An unknown name is a usage error.
[[nodiscard]] int functions_help(const std::string& name);
[[nodiscard]] int presets_help(const std::string& name);

}  // namespace spate::cli
