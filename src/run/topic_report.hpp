// `spate topics`: creates the topics of a scenario without a run.
#pragma once

#include "scenario/model/scenario.hpp"

namespace spate::run {

// Creates missing topics and prints a line per topic on standard output. Throws StartError.
void report_topics(const scenario::Scenario& scenario);

}  // namespace spate::run
