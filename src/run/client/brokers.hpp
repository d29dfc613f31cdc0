// The brokers of a scenario: bootstrap.servers, or the embedded cluster, which ends with this object.
#pragma once

#include <memory>
#include <string>

#include "kafka/embedded_cluster.hpp"
#include "scenario/model/scenario.hpp"

namespace spate::run {

struct Brokers {
  // Starts the embedded cluster if the scenario uses it. Throws StartError.
  explicit Brokers(const scenario::Scenario& scenario);

  std::unique_ptr<kafka::EmbeddedCluster> embedded;
  std::string servers;  // host:port,host:port
};

}  // namespace spate::run
