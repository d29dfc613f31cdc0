// A separate client that waits for brokers, and describes, creates and extends topics.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "kafka/client_event.hpp"
#include "kafka/handles.hpp"
#include "scenario/model/scenario.hpp"
#include "stats/failures.hpp"

namespace spate::kafka {

// Thrown if `stop` is set during a wait.
struct Interrupted {};

struct TopicState {
  stats::ErrorCode error = 0;  // 0: the topic exists
  int partitions = 0;
  bool usable = false;  // every partition has a leader that responds
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

  // Waits until a broker responds. Returns the number of brokers in the cluster.
  int wait_for_brokers();
  [[nodiscard]] TopicState describe(const std::string& topic);
  [[nodiscard]] std::vector<TopicResult> create(std::span<const scenario::Topic> topics);
  [[nodiscard]] TopicResult extend(const std::string& topic, int partitions);

  // Waits for 20 ms before the next attempt.
  void pause() const;
  [[nodiscard]] bool deadline_passed() const noexcept { return monotonic_now() >= deadline_; }
  // " (last error: …)", or empty.
  [[nodiscard]] std::string last_error() const;

 private:
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
  EventQueue events_;
};

}  // namespace spate::kafka
