// Whether topics can take records now, as the brokers say: asked for when a stream falls short, since no event, error
// or statistic tells it.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/time.hpp"
#include "kafka/handles.hpp"
#include "scenario/model/scenario.hpp"

namespace spate::kafka {

struct TopicHealthSnapshot {
  std::vector<std::int32_t> leaders;  // ids of the brokers that lead a partition
  bool no_leader = false;             // of a partition
  bool too_few_in_sync = false;       // replicas of a partition, for min.insync.replicas; matters under acks: all
};

// Asks through a client of its own, since a broker that makes a record wait for replicas answers nothing else on that
// connection meanwhile. The client starts with the first question. One thread.
class TopicHealth {
 public:
  // `scenario` outlives it.
  TopicHealth(const scenario::Scenario& scenario, std::string bootstrap_servers)
      : scenario_(scenario), bootstrap_servers_(std::move(bootstrap_servers)) {}

  // The scenario's topics, by name. Blocks for 300 ms at most, a second where brokers answer no sooner, and as long
  // again when the setting of a topic must be asked for; what was answered is remembered for half a minute. Nothing
  // when nobody answers or no client can be started. Where the brokers do not tell min.insync.replicas (no right to
  // Describe Configs), one replica is taken to be enough.
  [[nodiscard]] std::optional<std::map<std::string, TopicHealthSnapshot>> query();
  // To be called now and then while there is nothing to ask: what the client has to say would pile up.
  void drain_events() noexcept;

 private:
  void connect();
  void update_settings(const std::map<std::string, int>& shrunk);
  void request_settings(const std::vector<std::string>& topics);
  void read_settings();

  const scenario::Scenario& scenario_;
  std::string bootstrap_servers_;
  Client client_;
  EventQueue events_;
  std::vector<ClientTopic> topics_;         // metadata is of those the client knows
  std::map<std::string, int> min_in_sync_;  // min.insync.replicas by topic
  MonotonicTime remembered_since_{};
  EventQueue settings_;  // what is asked and not answered yet; an answer may come to a later look
  Duration timeout_ = 300 * kMillisecond;
};

}  // namespace spate::kafka
