// What each command does. Every one returns an exit code; StartError and other exceptions are the caller's to report.
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
  std::string print_deliveries;  // empty: no; "true": yes; else the fields to show, separated by commas
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
  std::string file;  // or a preset's name where no such file exists
  std::string stream;
  scenario::Overrides overrides;
  std::uint64_t records = 10;
  std::uint64_t from = 0;
  std::optional<bool> pretty;  // absent: on a terminal
  bool with_key = false;
  bool with_partition = false;
  std::optional<std::uint64_t> statistics;  // of so many records, in place of the records
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

// The file a scenario comes from; nothing for "-", standard input.
[[nodiscard]] std::optional<std::string> scenario_file(const std::string& file);

// Warns of streams that --rate-scale cannot change.
void warn_of_unscaled(const scenario::Scenario& scenario, const scenario::Overrides& overrides);

// Where the scenario's clock shows local time and TZ names no zone.
void warn_of_unknown_zone(const scenario::Scenario& scenario);

[[nodiscard]] int run(const RunCommand& command);
[[nodiscard]] int check(const CheckCommand& command);
[[nodiscard]] int sample(const SampleCommand& command);
[[nodiscard]] int plan(const PlanCommand& command);
[[nodiscard]] int topics(const TopicsCommand& command);
// All of them, one line each, or one in full. An unknown name is a usage error with a suggestion.
[[nodiscard]] int functions_help(const std::string& name);
[[nodiscard]] int presets_help(const std::string& name);

}  // namespace spate::cli
