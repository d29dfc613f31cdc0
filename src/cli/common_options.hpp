// Options that more than one command has.
#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <limits>
#include <string>

#include "scenario/read/load.hpp"

namespace spate::cli {

// Accepts an integer from `min` to `max`. CLI11's own checks compare, and print, floating-point numbers, and its
// conversion reads a number that is too large as the largest.
[[nodiscard]] CLI::Validator integer(std::uint64_t min, std::uint64_t max = std::numeric_limits<std::uint64_t>::max());

// The argument FILE, required.
void add_file(CLI::App& app, std::string& file);

// --set, --seed and --bootstrap-servers, of every command that reads a scenario.
void add_override_options(CLI::App& app, scenario::Overrides& overrides);

// --duration and --records.
void add_bounds(CLI::App& app, scenario::Overrides& overrides);

void add_rate_scale(CLI::App& app, scenario::Overrides& overrides);
CLI::Option* add_start(CLI::App& app, scenario::Overrides& overrides);
CLI::Option* add_shard(CLI::App& app, scenario::Overrides& overrides);

// Sets the level of the log at once.
void add_log_level(CLI::App& app);

}  // namespace spate::cli
