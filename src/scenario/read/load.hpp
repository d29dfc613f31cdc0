// Reading a scenario: YAML in, typed Scenario out, every problem reported at once.
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

// What the command line says over the file. `settings` are `path=value` pairs as `--set` takes them
// (streams.orders.rate=1000/s, streams["a.b"].rate=…, kafka["linger.ms"]=0); values are read as YAML scalars.
struct Overrides {
  std::vector<std::pair<std::string, std::string>> settings;
  std::optional<std::uint64_t> seed;
  std::optional<std::string> bootstrap_servers;
  bool without_brokers = false;          // --sink null: bootstrap.servers may be missing and is left aside
  std::optional<std::string> metrics;    // ADDR or "off"
  std::optional<std::string> start_at;   // now, next_minute or an instant
  std::optional<Duration> duration;      // of every stream; the shorter of this and the file's wins
  std::optional<std::uint64_t> records;  // of every stream; likewise
  std::optional<Factor> rate_scale;      // of every stream's rate
  Shard shard;                           // which of its records this process sends
};

// Called with the streams that could be read, whatever else is wrong, before reading ends: what generator/ finds wrong
// in their records is then reported beside the rest. Their rates and names may not be usable, and where Node::missing()
// the problem is known.
using CheckRecords = std::function<void(const Scenario& readable, Diagnostics& diagnostics)>;

// Reads `path` ("-": standard input). On any problem reports it and returns nothing. A file that cannot be opened is
// a problem too.
[[nodiscard]] std::optional<Scenario> load_scenario(const std::string& path, const Overrides& overrides,
                                                    Diagnostics& diagnostics, const CheckRecords& check_records = {});

// The same from text; `name` stands for the file in messages, relative generator paths start at the working directory.
[[nodiscard]] std::optional<Scenario> parse_scenario(std::string_view text, const std::string& name,
                                                     const Overrides& overrides, Diagnostics& diagnostics,
                                                     const CheckRecords& check_records = {});

// A scenario of one stream that makes a preset's records (for `spate sample order`); nothing if there is no such
// preset.
[[nodiscard]] std::optional<Scenario> preset_scenario(std::string_view preset, const Overrides& overrides,
                                                      Diagnostics& diagnostics);

}  // namespace spate::scenario
