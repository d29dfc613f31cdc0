// Sees to it, before the first record, that every topic of the scenario is there: created if absent, never deleted,
// never altered unless on_mismatch asks for it.
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
  int partitions = 0;             // that it has now
  int before = 0;                 // extended: that it had
  std::optional<int> asked = {};  // existed with another number than the scenario asks for
};

// "topic orders: created with 3 partitions"
[[nodiscard]] std::string describe(const TopicOutcome& outcome);
// Whether a user should look at it: a number of partitions that is not what was asked for.
[[nodiscard]] bool is_warning(const TopicOutcome& outcome) noexcept;

// One outcome per topic, in the order of the scenario. Waits up to scenario.startup_timeout for brokers and for the
// topics to be usable; nothing when `stop` rings first. Throws StartError, saying what was tried and what to do: no
// broker in time, wrong credentials, a topic refused, absent though it may not be created, or mismatched though it
// must not be. Blocks; any thread that may.
[[nodiscard]] std::optional<std::vector<TopicOutcome>> ensure_topics(const scenario::Scenario& scenario,
                                                                     const std::string& bootstrap_servers,
                                                                     const WakeEvent& stop);

}  // namespace spate::kafka
