#include "kafka/topics.hpp"

#include <fmt/format.h>
#include <librdkafka/rdkafka.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "base/error.hpp"
#include "kafka/error_names.hpp"
#include "kafka/topic_admin.hpp"

namespace spate::kafka {
namespace {

std::string partition_text(int partitions) {
  return fmt::format("{} partition{}", partitions, partitions == 1 ? "" : "s");
}

// Each topic once. Streams may share a topic: the keys of all of them apply, and do not conflict.
std::vector<scenario::Topic> unique_topics(const scenario::Scenario& scenario) {
  std::vector<scenario::Topic> topics;
  for (const auto& stream : scenario.streams) {
    const auto known = std::find_if(topics.begin(), topics.end(),
                                    [&](const scenario::Topic& topic) { return topic.name == stream.topic.name; });
    if (known == topics.end()) {
      topics.push_back(stream.topic);
      continue;
    }
    if (!known->partitions) known->partitions = stream.topic.partitions;
    if (!known->replication_factor) known->replication_factor = stream.topic.replication_factor;
  }
  return topics;
}

bool any_secret(const std::vector<scenario::Property>& config) {
  return std::any_of(config.begin(), config.end(), [](const scenario::Property& property) { return property.secret; });
}

// Why a topic was not created, and what to do about it.
std::string explain(const TopicResult& result, const scenario::Topic& topic, int brokers) {
  switch (result.error) {
    case RD_KAFKA_RESP_ERR_INVALID_REPLICATION_FACTOR:
      if (topic.replication_factor.value_or(0) > brokers) {
        return fmt::format("replication_factor {} exceeds the number of brokers, {}: set it to {} or less",
                           *topic.replication_factor, brokers, brokers);
      }
      return fmt::format("replication_factor rejected: {}", result.text);
    case RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED:
    case RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED:
      return "not authorized to create it: grant Create on the topic or the cluster, or create the topic by other "
             "means";
    case RD_KAFKA_RESP_ERR_INVALID_CONFIG:
      return any_secret(topic.config) ? "topic_config rejected (not shown, it has a secret value)"
                                      : fmt::format("topic_config rejected: {}", result.text);
    case RD_KAFKA_RESP_ERR_POLICY_VIOLATION:
      return fmt::format("rejected by the create-topic policy of the cluster: {}", result.text);
    default:
      return fmt::format("cannot create it: {} ({})", result.text, error_name(result.error));
  }
}

class TopicSetup {
 public:
  TopicSetup(TopicAdmin& admin, bool embedded) : admin_(admin), embedded_(embedded) {}

  std::vector<TopicOutcome> ensure(const std::vector<scenario::Topic>& topics) {
    brokers_ = admin_.wait_for_brokers();
    std::vector<scenario::Topic> absent;
    std::copy_if(topics.begin(), topics.end(), std::back_inserter(absent),
                 [this](const scenario::Topic& topic) { return !exists(topic); });
    const auto created = create(absent);
    std::vector<TopicOutcome> outcomes;
    for (const auto& topic : topics) {
      const bool is_new = std::find(created.begin(), created.end(), topic.name) != created.end();
      outcomes.push_back(outcome_for(topic, is_new || embedded_));
    }
    return outcomes;
  }

 private:
  bool exists(const scenario::Topic& topic) {
    const auto state = poll_until(topic, [](const TopicState& polled) {
      return polled.error == 0 || polled.error == RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART ||
             polled.error == RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC;
    });
    if (state.error == 0) return true;
    if (topic.create == scenario::CreateTopic::if_absent) return false;
    throw StartError{fmt::format(
        "topic {} does not exist and create_topic is never: create it, or set create_topic: if_absent", topic.name)};
  }

  // Returns the names of the created topics. Another process may have created the others.
  std::vector<std::string> create(const std::vector<scenario::Topic>& absent) {
    std::vector<std::string> created;
    if (absent.empty()) return created;
    for (const auto& result : admin_.create(absent)) {
      if (result.error == RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS) continue;
      const auto topic = std::find_if(absent.begin(), absent.end(),
                                      [&](const scenario::Topic& candidate) { return candidate.name == result.topic; });
      if (result.error != 0 && topic != absent.end()) {
        throw StartError{fmt::format("topic {}: {}", topic->name, explain(result, *topic, brokers_))};
      }
      created.push_back(result.topic);
    }
    return created;
  }

  TopicOutcome outcome_for(const scenario::Topic& topic, bool is_new) {
    const int partitions = wait_until_usable(topic).partitions;
    TopicOutcome outcome{.kind = is_new ? TopicOutcome::Kind::created : TopicOutcome::Kind::existed,
                         .topic = topic.name,
                         .partitions = partitions};
    if (!topic.partitions || *topic.partitions == partitions) return outcome;
    outcome.expected = topic.partitions;
    if (topic.on_mismatch == scenario::OnMismatch::fail) {
      throw StartError{fmt::format("topic {} has {}, expected {} (on_mismatch: fail): change partitions or on_mismatch",
                                   topic.name, partition_text(partitions), *topic.partitions)};
    }
    const bool extensible = topic.on_mismatch == scenario::OnMismatch::add_partitions && partitions < *topic.partitions;
    return extensible ? extend(topic, partitions) : outcome;
  }

  TopicOutcome extend(const scenario::Topic& topic, int before) {
    const int expected = *topic.partitions;
    const auto result = admin_.extend(topic.name, expected);
    // Another process may have added the partitions.
    const bool raced =
        result.error == RD_KAFKA_RESP_ERR_INVALID_PARTITIONS && admin_.describe(topic.name).partitions == expected;
    if (result.error != 0 && !raced) {
      throw StartError{
          fmt::format("topic {}: cannot add partitions: {} ({})", topic.name, result.text, error_name(result.error))};
    }
    const auto extended =
        poll_until(topic, [&](const TopicState& state) { return state.usable && state.partitions >= expected; });
    return {
        .kind = TopicOutcome::Kind::extended, .topic = topic.name, .partitions = extended.partitions, .before = before};
  }

  TopicState wait_until_usable(const scenario::Topic& topic) {
    return poll_until(topic, [](const TopicState& state) { return state.error == 0 && state.usable; });
  }

  // Repeats the request until all brokers know a new topic, a leader is elected or a broker returns.
  template <class Condition>
  TopicState poll_until(const scenario::Topic& topic, Condition is_met) {
    while (true) {
      const auto state = admin_.describe(topic.name);
      if (is_met(state)) return state;
      if (state.error == RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED) {
        throw StartError{fmt::format("not authorized for topic {}: grant Describe and Write", topic.name)};
      }
      if (state.error == RD_KAFKA_RESP_ERR_TOPIC_EXCEPTION) {
        throw StartError{fmt::format("invalid topic name {}: use letters, digits, ., _ and -", topic.name)};
      }
      if (admin_.deadline_passed()) {
        throw StartError{fmt::format("topic {} is not ready in time: {}{}", topic.name,
                                     state.error == 0 ? "a partition has no reachable leader" : error_text(state.error),
                                     admin_.last_error())};
      }
      admin_.pause();
    }
  }

  TopicAdmin& admin_;
  bool embedded_;
  int brokers_ = 0;
};

}  // namespace

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
    return TopicSetup{admin, scenario.embedded}.ensure(unique_topics(scenario));
  } catch (const Interrupted&) {
    return {};
  }
}

}  // namespace spate::kafka
