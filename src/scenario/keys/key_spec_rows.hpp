// The rows of the key table, in the parts they are written in.
#pragma once

#include <vector>

#include "scenario/keys/key_specs.hpp"

namespace spate::scenario {

[[nodiscard]] std::vector<KeySpec> scenario_keys();      // the top level: what is sent, and where
[[nodiscard]] std::vector<KeySpec> run_keys();           // the top level: how the run begins, ends and is judged
[[nodiscard]] std::vector<KeySpec> nested_keys();        // metrics, startup, shutdown, stop_after
[[nodiscard]] std::vector<KeySpec> topic_keys();         // of a stream: where records go
[[nodiscard]] std::vector<KeySpec> rate_keys();          // of a stream: when
[[nodiscard]] std::vector<KeySpec> content_keys();       // of a stream: what
[[nodiscard]] std::vector<KeySpec> producer_keys();      // of a stream: how it is handed to Kafka
[[nodiscard]] std::vector<KeySpec> imperfection_keys();  // of a stream: what goes wrong, and those below them
[[nodiscard]] std::vector<KeySpec> schedule_keys();      // of a rate that is a schedule
[[nodiscard]] std::vector<KeySpec> generator_keys();
[[nodiscard]] std::vector<KeySpec> format_keys();
[[nodiscard]] std::vector<KeySpec> table_keys();
[[nodiscard]] std::vector<KeySpec> lifecycle_keys();
[[nodiscard]] std::vector<KeySpec> replay_keys();

}  // namespace spate::scenario
