// Threshold results as JUnit XML for CI systems.
#pragma once

#include <string>

#include "report/summary.hpp"

namespace spate::report {

// One suite, named after the scenario. Each stream has a test case per threshold, and one each for failed records,
// skipped backlog and the account. A fatal error is an error of the run.
[[nodiscard]] std::string to_junit(const Summary& summary);

}  // namespace spate::report
