// Queries whether topics accept records, while a stream is below its rate. No event, error or statistic of the client
// shows it.
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
  bool no_leader = false;             // a partition has no leader
  bool too_few_in_sync = false;       // a partition is below min.insync.replicas; matters with acks: all
};

// Not thread-safe. Uses a separate client, which starts with the first query: a broker that waits for replicas sends no
// other response on the connection of the producer.
class TopicHealth {
 public:
  // `scenario` must outlive this object.
  TopicHealth(const scenario::Scenario& scenario, std::string bootstrap_servers)
      : scenario_(scenario), bootstrap_servers_(std::move(bootstrap_servers)) {}

  // The topics of the scenario, by name. Blocks for up to 300 ms, or 1 s if brokers respond late, and for as long again
  // for min.insync.replicas of a topic, which is cached for 30 s. If the cluster denies DescribeConfigs, one in-sync
  // replica is enough. Returns nullopt if no broker responds or no client starts.
  [[nodiscard]] std::optional<std::map<std::string, TopicHealthSnapshot>> query();
  // Discards the events of the client. Called while there is no query, so they use no memory.
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
  std::vector<ClientTopic> topics_;         // known to the client, so in its metadata
  std::map<std::string, int> min_in_sync_;  // min.insync.replicas by topic
  MonotonicTime remembered_since_{};
  EventQueue settings_;  // response to the pending request of settings
  Duration timeout_ = 300 * kMillisecond;
};

}  // namespace spate::kafka
