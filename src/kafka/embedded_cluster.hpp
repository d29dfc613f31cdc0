// A Kafka cluster inside the process, for first trials and tests: the mock brokers of librdkafka on loopback. It keeps
// at most 5 MiB of each partition, so its memory is bounded.
#pragma once

#include <map>
#include <string>

#include "kafka/handles.hpp"
#include "scenario/model/scenario.hpp"
#include "scenario/yaml/diagnostics.hpp"

struct rd_kafka_mock_cluster_s;

namespace spate::kafka {

// Called by the control thread only. Must outlive its clients.
class EmbeddedCluster {
 public:
  static constexpr int kMaxPartitions = 1000;  // of all topics
  static constexpr int kMaxBrokers = 16;

  // Starts as many brokers as the largest replication factor and creates the topics of the scenario, with one partition
  // if it sets no number. A topic with create_topic: never does not exist. Throws StartError if the scenario exceeds
  // the limits above.
  explicit EmbeddedCluster(const scenario::Scenario& scenario);

  // Creates the topics of `scenario` that are new. Throws StartError as above.
  void add_topics(const scenario::Scenario& scenario);

  // Format: host:port,host:port
  [[nodiscard]] std::string bootstrap_servers() const;

  // For fault injection with rd_kafka_mock_… functions.
  [[nodiscard]] rd_kafka_mock_cluster_s& mock() const noexcept;

 private:
  Client client_;
  std::map<std::string, int> partitions_;  // by topic
};

// Reports a scenario that exceeds the limits of the embedded cluster. Does nothing for other clusters.
void check_embedded_cluster(const scenario::Scenario& scenario, scenario::Diagnostics& diagnostics);

}  // namespace spate::kafka
