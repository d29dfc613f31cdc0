// Whether topics can take records now, as the brokers say: asked for when a stream falls short, since no event, error
// or statistic tells it.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "base/time.hpp"

struct rd_kafka_s;

namespace spate {

struct TopicTrouble {
  bool no_leader = false;        // of a partition
  bool too_few_in_sync = false;  // replicas of a partition, for min.insync.replicas; matters under acks: all
};

// One thread at a time, not the one that serves the client's events.
class TopicHealth {
 public:
  explicit TopicHealth(rd_kafka_s& client) noexcept : client_(client) {}

  // The topics in trouble among those the client sends to. Blocks up to `milliseconds`, and as long again when the
  // setting of a topic must be asked for; it is remembered for half a minute. Empty when nobody answers. Where the
  // brokers do not tell min.insync.replicas (no right to Describe Configs), one replica is taken to be enough.
  [[nodiscard]] std::map<std::string, TopicTrouble> look(int milliseconds);

 private:
  void ask_settings(const std::vector<std::string>& topics, int milliseconds);

  rd_kafka_s& client_;
  std::map<std::string, int> least_in_sync_;  // min.insync.replicas by topic
  Nanos asked_ = 0;
};

}  // namespace spate
