#include "run/client/brokers.hpp"

#include <algorithm>

namespace spate::run {
namespace {

std::string named_servers(const scenario::Scenario& scenario) {
  const auto property =
      std::find_if(scenario.kafka.begin(), scenario.kafka.end(),
                   [](const scenario::Property& candidate) { return candidate.name == "bootstrap.servers"; });
  return property == scenario.kafka.end() ? std::string{} : property->value;
}

}  // namespace

Brokers::Brokers(const scenario::Scenario& scenario)
    : embedded(scenario.embedded ? std::make_unique<kafka::EmbeddedCluster>(scenario) : nullptr),
      servers(embedded ? embedded->bootstrap_servers() : named_servers(scenario)) {}

}  // namespace spate::run
