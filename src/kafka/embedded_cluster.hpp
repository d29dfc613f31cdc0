// A Kafka cluster inside the process: librdkafka's mock brokers, listening on loopback. For trying things without a
// broker, and for tests. It keeps at most 5 MiB of each partition, so its memory stays flat.
#pragma once

#include <map>
#include <string>

#include "kafka/handles.hpp"
#include "scenario/model/scenario.hpp"
#include "scenario/yaml/diagnostics.hpp"

struct rd_kafka_mock_cluster_s;

namespace spate::kafka {

// One control thread; lives as long as its clients.
class EmbeddedCluster {
 public:
  static constexpr int kMaxPartitions = 1000;  // of all topics together
  static constexpr int kMaxBrokers = 16;

  // Brokers enough for the largest replication factor; the scenario's topics, one partition where it says nothing;
  // those it forbids to create are missing. Throws StartError when that is more than it can hold.
  explicit EmbeddedCluster(const scenario::Scenario& scenario);

  // The topics of another scenario as well, those it has already aside. Throws StartError, as above.
  void add_topics(const scenario::Scenario& scenario);

  // host:port,host:port
  [[nodiscard]] std::string bootstrap_servers() const;

  // For causing trouble with librdkafka's own calls.
  [[nodiscard]] rd_kafka_mock_cluster_s& mock() const noexcept;

 private:
  Client client_;
  std::map<std::string, int> partitions_;  // by topic
};

// Reports what the embedded cluster could not hold; nothing when the scenario does not ask for it.
void check_embedded_cluster(const scenario::Scenario& scenario, scenario::Diagnostics& diagnostics);

}  // namespace spate::kafka
