// `spate topics`: sees to a scenario's topics without a run.
#pragma once

#include "scenario/model/scenario.hpp"

namespace spate::run {

// Creates what is absent and prints a line per topic on standard output. Throws StartError.
void report_topics(const scenario::Scenario& scenario);

}  // namespace spate::run
