// Makes the topics of a scenario exist and accept records: creates and extends them, and waits for their leaders.
#pragma once

#include <functional>
#include <set>
#include <string>
#include <vector>

#include "kafka/topic_admin.hpp"
#include "kafka/topics.hpp"
#include "scenario/model/scenario.hpp"

namespace spate::kafka {

// Not thread-safe. Each step handles all topics together, so the number of round trips does not depend on the number of
// topics.
class TopicSetup {
 public:
  // `topics`: each once. `embedded`: the embedded cluster has created them. `admin` must outlive this object.
  TopicSetup(TopicAdmin& admin, std::vector<scenario::Topic> topics, bool embedded);

  // As ensure_topics(). Throws Interrupted.
  [[nodiscard]] std::vector<TopicOutcome> ensure();

 private:
  // Whether a topic is as a step needs it.
  using Condition = std::function<bool(const scenario::Topic&, const TopicState&)>;

  [[nodiscard]] const TopicState& state_of(const scenario::Topic& topic) const { return state_.topics.at(topic.name); }
  [[nodiscard]] std::vector<scenario::Topic> absent_topics() const;
  // Returns the names of the created topics. Another process may have created the others.
  std::set<std::string> create(const std::vector<scenario::Topic>& absent);
  [[nodiscard]] TopicOutcome outcome_for(const scenario::Topic& topic, bool is_new) const;
  [[nodiscard]] std::vector<TopicExtension> extensions() const;
  void extend(const std::vector<TopicExtension>& extensions);

  // Describes the topics until all meet the condition: until all brokers know a new topic, a leader is elected or a
  // broker returns. `and_usable`: also until all leaders respond.
  void poll_until(const Condition& is_met, bool and_usable);
  [[nodiscard]] const scenario::Topic* first_unmet(const Condition& is_met) const;
  // A topic with a leader that does not respond. Before the deadline it is any of the topics.
  [[nodiscard]] const scenario::Topic* first_unusable();
  void throw_if_rejected() const;

  TopicAdmin& admin_;
  std::vector<scenario::Topic> topics_;
  bool embedded_;
  ClusterState state_;
};

}  // namespace spate::kafka
