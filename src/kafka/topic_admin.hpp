// A separate client that waits for brokers, and describes, creates and extends topics. Each request contains all
// topics.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "kafka/client_event.hpp"
#include "kafka/handles.hpp"
#include "kafka/request_size.hpp"
#include "kafka/topic_metadata.hpp"
#include "scenario/model/scenario.hpp"
#include "stats/failures.hpp"

namespace spate::kafka {

// Thrown if `stop` is set during a wait.
struct Interrupted {};

struct TopicState {
  stats::ErrorCode error = 0;  // 0: the topic exists
  int partitions = 0;
  bool has_leaders = false;  // every partition has a leader
};

struct ClusterState {
  int brokers = 0;
  std::map<std::string, TopicState> topics;
};

// The broker's result of a request for one topic.
struct TopicResult {
  std::string topic;
  stats::ErrorCode error = 0;  // 0: success
  std::string text;            // message of the broker
};

// Not thread-safe. Blocks, so it is not for workers.
class TopicAdmin {
 public:
  // `stop` must outlive this object. All functions throw Interrupted once it is set, and StartError at `deadline` or on
  // a permanent error.
  TopicAdmin(const scenario::Scenario& scenario, const std::string& bootstrap_servers, const WakeEvent& stop,
             MonotonicTime deadline);

  // Waits until a broker responds. Returns the first description.
  ClusterState wait_for_brokers();
  // The topics of the scenario, in one request. If it fails, each topic has its error.
  [[nodiscard]] ClusterState describe();
  // Whether the leaders of all these partitions respond. Sends one request per leader.
  [[nodiscard]] bool leaders_answer(std::span<const TopicPartitions> topics);
  // Both send as few requests as the brokers accept: Kafka limits the partitions per request.
  [[nodiscard]] std::vector<TopicResult> create(std::span<const scenario::Topic> topics);
  [[nodiscard]] std::vector<TopicResult> extend(std::span<const TopicExtension> topics);

  // Waits before attempt number `attempt` + 1: 20 ms at first, up to 200 ms later.
  void pause(int attempt) const;
  [[nodiscard]] bool deadline_passed() const noexcept { return monotonic_now() >= deadline_; }
  // " (last error: …)", or empty.
  [[nodiscard]] std::string last_error() const;

 private:
  [[nodiscard]] std::vector<TopicResult> create_at_once(std::span<const scenario::Topic> topics);
  [[nodiscard]] std::vector<TopicResult> extend_at_once(std::span<const TopicExtension> topics);
  [[nodiscard]] std::vector<TopicResult> wait_for_results(rd_kafka_queue_s& responses);
  void serve_events();
  void throw_if_permanent(const ClientEvent& error) const;
  void throw_if_stopped() const;

  std::string bootstrap_servers_;
  const WakeEvent& stop_;
  MonotonicTime deadline_;
  Duration timeout_;
  Duration slice_;  // timeout of one request
  std::optional<std::string> last_error_;
  std::optional<std::string> certificate_error_;  // problem of a broker's certificate
  Client client_;
  std::vector<ClientTopic> topics_;
  EventQueue events_;
};

}  // namespace spate::kafka
