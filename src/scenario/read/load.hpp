// Reads a scenario: YAML in, typed Scenario out, with all problems reported.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "scenario/model/scenario.hpp"

namespace spate::scenario {

// Options of the command line that override the file. `settings` are `path=value` pairs of `--set`
// (streams.orders.rate=1000/s, streams["a.b"].rate=…, kafka["linger.ms"]=0); values are YAML scalars.
struct Overrides {
  std::vector<std::pair<std::string, std::string>> settings;
  std::optional<std::uint64_t> seed;
  std::optional<std::string> bootstrap_servers;
  bool without_brokers = false;          // --sink null: bootstrap.servers is optional and ignored
  std::optional<std::string> metrics;    // HOST:PORT or "off"
  std::optional<std::string> start_at;   // now, next_minute or a timestamp
  std::optional<Duration> duration;      // of every stream; the shorter of this and the file applies
  std::optional<std::uint64_t> records;  // of every stream; the lower of this and the file applies
  std::optional<Factor> rate_scale;      // factor on every rate
  Shard shard;                           // shard of this process
};

// Called with the streams that could be read, even if there are other problems, so that generator/ reports the problems
// of their records too. Their rates and names may be invalid. Where Node::missing() is true, the problem is reported
// already.
using CheckRecords = std::function<void(const Scenario& readable, Diagnostics& diagnostics)>;

// Reads `path` ("-": standard input). Returns nullopt, and reports it, on any problem, including a file that cannot be
// opened.
[[nodiscard]] std::optional<Scenario> load_scenario(const std::string& path, const Overrides& overrides,
                                                    Diagnostics& diagnostics, const CheckRecords& check_records = {});

// Reads a scenario from text. `name` is the file in messages; relative paths start at the working directory.
[[nodiscard]] std::optional<Scenario> parse_scenario(std::string_view text, const std::string& name,
                                                     const Overrides& overrides, Diagnostics& diagnostics,
                                                     const CheckRecords& check_records = {});

// A scenario with one stream of a preset (for `spate sample order`). Returns nullopt if the preset is unknown.
[[nodiscard]] std::optional<Scenario> preset_scenario(std::string_view preset, const Overrides& overrides,
                                                      Diagnostics& diagnostics);

}  // namespace spate::scenario
