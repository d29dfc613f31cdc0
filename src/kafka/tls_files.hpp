// All TLS properties that the client cannot use. librdkafka itself reports only the first.
#pragma once

#include <string>
#include <vector>

#include "scenario/model/scenario.hpp"

namespace spate::kafka {

struct TlsDiagnosis {
  const scenario::Property* property = nullptr;  // of the scenario
  std::string text;
};

// In the order of the scenario. Empty if security.protocol does not enable TLS. Every property must be known to
// librdkafka (check_properties() checks that before). Opens no connection.
[[nodiscard]] std::vector<TlsDiagnosis> tls_diagnoses(const scenario::Scenario& scenario);

// Returns the scenario without TLS, to find its other problems.
[[nodiscard]] scenario::Scenario without_tls(scenario::Scenario scenario);

}  // namespace spate::kafka
