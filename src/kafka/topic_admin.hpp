// Questions and orders about topics: a client of its own that waits for brokers, looks at topics, creates and extends
// them. Control path only; one thread.
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

// Thrown when the user asked to stop while something was waited for.
struct Interrupted {};

struct TopicState {
  stats::ErrorCode error = 0;  // 0, or why the cluster does not show it
  int partitions = 0;
  bool usable = false;  // every partition has a leader that answers for it
};

// The broker's answer to an order: 0, or its code and its words.
struct TopicResult {
  std::string topic;
  stats::ErrorCode error = 0;
  std::string text;
};

class TopicAdmin {
 public:
  // `stop` and the monotonic instant `deadline` hold for everything: Interrupted and StartError end the waiting.
  TopicAdmin(const scenario::Scenario& scenario, const std::string& bootstrap_servers, const WakeEvent& stop,
             MonotonicTime deadline);

  // Returns how many brokers the cluster has, once one has answered.
  int wait_for_brokers();
  [[nodiscard]] TopicState describe(const std::string& topic);
  [[nodiscard]] std::vector<TopicResult> create(std::span<const scenario::Topic> topics);
  [[nodiscard]] TopicResult extend(const std::string& topic, int partitions);

  // Lets a moment pass before the next attempt.
  void pause() const;
  [[nodiscard]] bool deadline_passed() const noexcept { return monotonic_now() >= deadline_; }
  // "; the last error was: …", or nothing.
  [[nodiscard]] std::string last_error() const;

 private:
  [[nodiscard]] std::vector<TopicResult> answers(rd_kafka_queue_s& replies);
  void serve_events();
  void throw_if_permanent(const ClientEvent& said) const;
  void throw_if_stopped() const;

  std::string bootstrap_servers_;
  const WakeEvent& stop_;
  MonotonicTime deadline_;
  Duration allowed_;
  Duration slice_;  // how long an answer is waited for
  std::optional<std::string> last_error_;
  std::optional<std::string> distrust_;  // what is wrong with a broker's certificate
  Client client_;
  EventQueue events_;
};

}  // namespace spate::kafka
