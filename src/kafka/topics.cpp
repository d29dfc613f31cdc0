#include "kafka/topics.hpp"

#include <fmt/format.h>

#include <cstddef>
#include <map>

#include "kafka/topic_admin.hpp"
#include "kafka/topic_setup.hpp"

namespace spate::kafka {
namespace {

// Each topic once. Streams may share a topic: the keys of all of them apply, and do not conflict.
std::vector<scenario::Topic> unique_topics(const scenario::Scenario& scenario) {
  std::vector<scenario::Topic> topics;
  std::map<std::string, std::size_t> numbers;
  for (const auto& stream : scenario.streams) {
    const auto [number, is_new] = numbers.emplace(stream.topic.name, topics.size());
    if (is_new) {
      topics.push_back(stream.topic);
      continue;
    }
    auto& known = topics[number->second];
    if (!known.partitions) known.partitions = stream.topic.partitions;
    if (!known.replication_factor) known.replication_factor = stream.topic.replication_factor;
  }
  return topics;
}

}  // namespace

std::string partition_text(int partitions) {
  return fmt::format("{} partition{}", partitions, partitions == 1 ? "" : "s");
}

std::string describe(const TopicOutcome& outcome) {
  switch (outcome.kind) {
    case TopicOutcome::Kind::created:
      return fmt::format("topic {}: created with {}", outcome.topic, partition_text(outcome.partitions));
    case TopicOutcome::Kind::extended:
      return fmt::format("topic {}: extended from {} to {}", outcome.topic, outcome.before,
                         partition_text(outcome.partitions));
    case TopicOutcome::Kind::existed:
      break;
  }
  const auto suffix = outcome.expected ? fmt::format(", the scenario has {}", *outcome.expected) : std::string{};
  return fmt::format("topic {}: already exists with {}{}", outcome.topic, partition_text(outcome.partitions), suffix);
}

bool is_warning(const TopicOutcome& outcome) noexcept { return outcome.expected.has_value(); }

std::optional<std::vector<TopicOutcome>> ensure_topics(const scenario::Scenario& scenario,
                                                       const std::string& bootstrap_servers, const WakeEvent& stop) {
  TopicAdmin admin{scenario, bootstrap_servers, stop, monotonic_now() + scenario.startup_timeout};
  try {
    return TopicSetup{admin, unique_topics(scenario), scenario.embedded}.ensure();
  } catch (const Interrupted&) {
    return {};
  }
}

}  // namespace spate::kafka
