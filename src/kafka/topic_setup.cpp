#include "kafka/topic_setup.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <librdkafka/rdkafka.h>

#include <algorithm>
#include <map>
#include <span>
#include <utility>

#include "base/error.hpp"
#include "kafka/error_names.hpp"

namespace spate::kafka {
namespace {

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

// The cluster may reject hundreds of topics for the same reason.
void throw_if_any(const std::vector<std::string>& problems) {
  constexpr std::size_t kMaxShown = 5;
  if (problems.empty()) return;
  const auto shown = std::min(problems.size(), kMaxShown);
  auto text =
      fmt::format("{}", fmt::join(problems.begin(), problems.begin() + static_cast<std::ptrdiff_t>(shown), "; "));
  if (problems.size() > shown) text += fmt::format("; and {} more topics", problems.size() - shown);
  throw StartError{text};
}

bool is_missing(const TopicState& state) {
  return state.error == RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART || state.error == RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC;
}

}  // namespace

TopicSetup::TopicSetup(TopicAdmin& admin, std::vector<scenario::Topic> topics, bool embedded)
    : admin_(admin), topics_(std::move(topics)), embedded_(embedded) {}

std::vector<TopicOutcome> TopicSetup::ensure() {
  const auto exists = [](const scenario::Topic& /*topic*/, const TopicState& state) { return state.has_leaders; };
  state_ = admin_.wait_for_brokers();
  poll_until([](const auto& /*topic*/, const TopicState& state) { return state.error == 0 || is_missing(state); },
             false);
  const auto created = create(absent_topics());
  poll_until(exists, true);
  std::vector<TopicOutcome> outcomes;
  for (const auto& topic : topics_) outcomes.push_back(outcome_for(topic, embedded_ || created.count(topic.name) > 0));
  extend(extensions());
  for (std::size_t number = 0; number < topics_.size(); ++number) {
    auto& outcome = outcomes[number];
    const int partitions = state_of(topics_[number]).partitions;
    if (partitions == outcome.partitions) continue;
    outcome = {.kind = TopicOutcome::Kind::extended,
               .topic = outcome.topic,
               .partitions = partitions,
               .before = outcome.partitions};
  }
  return outcomes;
}

std::vector<scenario::Topic> TopicSetup::absent_topics() const {
  std::vector<scenario::Topic> absent;
  for (const auto& topic : topics_) {
    if (!is_missing(state_of(topic))) continue;
    if (topic.create == scenario::CreateTopic::never) {
      throw StartError{fmt::format(
          "topic {} does not exist and create_topic is never: create it, or set create_topic: if_absent", topic.name)};
    }
    absent.push_back(topic);
  }
  return absent;
}

std::set<std::string> TopicSetup::create(const std::vector<scenario::Topic>& absent) {
  std::set<std::string> created;
  if (absent.empty()) return created;
  std::map<std::string, const scenario::Topic*> by_name;
  for (const auto& topic : absent) by_name[topic.name] = &topic;
  std::vector<std::string> problems;
  for (const auto& result : admin_.create(absent)) {
    if (result.error == RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS) continue;
    const auto topic = by_name.find(result.topic);
    if (result.error == 0) {
      created.insert(result.topic);
    } else if (topic != by_name.end()) {
      problems.push_back(fmt::format("topic {}: {}", result.topic, explain(result, *topic->second, state_.brokers)));
    }
  }
  throw_if_any(problems);
  state_ = admin_.describe();
  return created;
}

TopicOutcome TopicSetup::outcome_for(const scenario::Topic& topic, bool is_new) const {
  const int partitions = state_of(topic).partitions;
  TopicOutcome outcome{.kind = is_new ? TopicOutcome::Kind::created : TopicOutcome::Kind::existed,
                       .topic = topic.name,
                       .partitions = partitions};
  if (!topic.partitions || *topic.partitions == partitions) return outcome;
  outcome.expected = topic.partitions;
  if (topic.on_mismatch == scenario::OnMismatch::fail) {
    throw StartError{fmt::format("topic {} has {}, expected {} (on_mismatch: fail): change partitions or on_mismatch",
                                 topic.name, partition_text(partitions), *topic.partitions)};
  }
  return outcome;
}

std::vector<TopicExtension> TopicSetup::extensions() const {
  std::vector<TopicExtension> extensions;
  for (const auto& topic : topics_) {
    const int before = state_of(topic).partitions;
    const int after = topic.partitions.value_or(before);
    if (topic.on_mismatch == scenario::OnMismatch::add_partitions && before < after)
      extensions.push_back({.topic = topic.name, .before = before, .after = after});
  }
  return extensions;
}

void TopicSetup::extend(const std::vector<TopicExtension>& extensions) {
  if (extensions.empty()) return;
  const auto results = admin_.extend(extensions);
  state_ = admin_.describe();
  std::vector<std::string> problems;
  std::map<std::string, int> expected;
  for (const auto& extension : extensions) expected[extension.topic] = extension.after;
  for (const auto& result : results) {
    if (result.error == 0) continue;
    // Another process may have added the partitions.
    const auto added = expected.find(result.topic);
    const bool raced = result.error == RD_KAFKA_RESP_ERR_INVALID_PARTITIONS && added != expected.end() &&
                       state_.topics.at(result.topic).partitions == added->second;
    if (!raced)
      problems.push_back(
          fmt::format("topic {}: cannot add partitions: {} ({})", result.topic, result.text, error_name(result.error)));
  }
  throw_if_any(problems);
  poll_until(
      [&](const scenario::Topic& topic, const TopicState& state) {
        const auto added = expected.find(topic.name);
        return state.has_leaders && (added == expected.end() || state.partitions >= added->second);
      },
      true);
}

void TopicSetup::poll_until(const Condition& is_met, bool and_usable) {
  for (int attempt = 1;; ++attempt) {
    const auto* pending = first_unmet(is_met);
    if (pending == nullptr && and_usable) pending = first_unusable();
    if (pending == nullptr) return;
    throw_if_rejected();
    if (admin_.deadline_passed()) {
      const auto error = state_of(*pending).error;
      throw StartError{fmt::format("topic {} is not ready in time: {}{}", pending->name,
                                   error == 0 ? "a partition has no reachable leader" : error_text(error),
                                   admin_.last_error())};
    }
    admin_.pause(attempt);
    state_ = admin_.describe();
  }
}

const scenario::Topic* TopicSetup::first_unmet(const Condition& is_met) const {
  const auto unmet = std::find_if(topics_.begin(), topics_.end(),
                                  [&](const scenario::Topic& topic) { return !is_met(topic, state_of(topic)); });
  return unmet == topics_.end() ? nullptr : &*unmet;
}

const scenario::Topic* TopicSetup::first_unusable() {
  std::vector<TopicPartitions> topics;
  for (const auto& topic : topics_) topics.push_back({.topic = topic.name, .partitions = state_of(topic).partitions});
  if (admin_.leaders_answer(topics)) return nullptr;
  if (!admin_.deadline_passed()) return &topics_.front();
  std::size_t first = 0;
  for (std::size_t count = topics.size(); count > 1;) {
    const std::size_t half = count / 2;
    const bool answer = admin_.leaders_answer(std::span{topics}.subspan(first, half));
    if (answer) first += half;
    count = answer ? count - half : half;
  }
  return &topics_[first];
}

// For errors that a further attempt cannot fix.
void TopicSetup::throw_if_rejected() const {
  for (const auto& topic : topics_) {
    const auto error = state_of(topic).error;
    if (error == RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED) {
      throw StartError{fmt::format("not authorized for topic {}: grant Describe and Write", topic.name)};
    }
    if (error == RD_KAFKA_RESP_ERR_TOPIC_EXCEPTION) {
      throw StartError{fmt::format("invalid topic name {}: use letters, digits, ., _ and -", topic.name)};
    }
  }
}

}  // namespace spate::kafka
