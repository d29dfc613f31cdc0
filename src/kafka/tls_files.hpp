// TLS settings that the client cannot use, each by itself: the client names only the first.
#pragma once

#include <string>
#include <vector>

#include "scenario/model/scenario.hpp"

namespace spate::kafka {

struct TlsDiagnosis {
  const scenario::Property* property = nullptr;  // of the scenario
  std::string text;
};

// In the order in which they are written; none where security.protocol asks for no TLS. Every property is one that
// librdkafka knows (check_properties looks at that before). Connects to nothing.
[[nodiscard]] std::vector<TlsDiagnosis> tls_diagnoses(const scenario::Scenario& scenario);

// The same scenario without TLS, to find what else is wrong with it.
[[nodiscard]] scenario::Scenario without_tls(scenario::Scenario scenario);

}  // namespace spate::kafka
