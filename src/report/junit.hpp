// The verdict on a run as JUnit XML, which CI systems show test by test.
#pragma once

#include <string>

#include "report/summary.hpp"

namespace spate::report {

// One suite, named after the scenario. Of each stream a test case for every threshold and for each thing that decides
// the exit code without one: failed records, skipped backlog, the account. A run ended by a fatal error is an error.
[[nodiscard]] std::string to_junit(const Summary& summary);

}  // namespace spate::report
