// Creates the missing topics of a scenario before the first record. Never deletes a topic, and extends one only with
// on_mismatch: add_partitions.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "scenario/model/scenario.hpp"

namespace spate::kafka {

struct TopicOutcome {
  enum class Kind { created, existed, extended };
  Kind kind = Kind::existed;
  std::string topic;
  int partitions = 0;                // current count
  int before = 0;                    // previous count, if extended
  std::optional<int> expected = {};  // count in the scenario, if it differs
};

// Such as "3 partitions".
[[nodiscard]] std::string partition_text(int partitions);
// Such as "topic orders: created with 3 partitions".
[[nodiscard]] std::string describe(const TopicOutcome& outcome);
// Whether the partition count differs from the scenario.
[[nodiscard]] bool is_warning(const TopicOutcome& outcome) noexcept;

// Returns one outcome per topic, in the order of the scenario, or nullopt if `stop` is set first. Blocks for up to
// scenario.startup_timeout until brokers respond and the topics are usable. Throws StartError on a timeout, on wrong
// credentials, if a topic is rejected, if it is missing and create_topic is never, or if it has another partition count
// and on_mismatch is fail. Thread-safe.
[[nodiscard]] std::optional<std::vector<TopicOutcome>> ensure_topics(const scenario::Scenario& scenario,
                                                                     const std::string& bootstrap_servers,
                                                                     const WakeEvent& stop);

}  // namespace spate::kafka
