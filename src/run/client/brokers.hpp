// The brokers of a scenario: those it names, or the embedded cluster, which lives as long as this.
#pragma once

#include <memory>
#include <string>

#include "kafka/embedded_cluster.hpp"
#include "scenario/model/scenario.hpp"

namespace spate::run {

struct Brokers {
  // Starts the embedded cluster when the scenario asks for it. Throws StartError.
  explicit Brokers(const scenario::Scenario& scenario);

  std::unique_ptr<kafka::EmbeddedCluster> embedded;
  std::string servers;  // host:port,host:port
};

}  // namespace spate::run
