// Rows of the key table, in parts.
#pragma once

#include <vector>

#include "scenario/keys/key_specs.hpp"

namespace spate::scenario {

[[nodiscard]] std::vector<KeySpec> scenario_keys();      // top level: streams, generators, kafka, metrics
[[nodiscard]] std::vector<KeySpec> run_keys();           // top level: start, end, state, thresholds
[[nodiscard]] std::vector<KeySpec> nested_keys();        // metrics, startup, shutdown, stop_after
[[nodiscard]] std::vector<KeySpec> topic_keys();         // stream: topic
[[nodiscard]] std::vector<KeySpec> rate_keys();          // stream: rate and schedule
[[nodiscard]] std::vector<KeySpec> content_keys();       // stream: generator, record, replay
[[nodiscard]] std::vector<KeySpec> producer_keys();      // stream: key, headers, partitioner, kafka
[[nodiscard]] std::vector<KeySpec> imperfection_keys();  // stream: imperfections
[[nodiscard]] std::vector<KeySpec> schedule_keys();      // rate: stages, windows, recorded
[[nodiscard]] std::vector<KeySpec> generator_keys();
[[nodiscard]] std::vector<KeySpec> format_keys();
[[nodiscard]] std::vector<KeySpec> table_keys();
[[nodiscard]] std::vector<KeySpec> lifecycle_keys();
[[nodiscard]] std::vector<KeySpec> replay_keys();

}  // namespace spate::scenario
