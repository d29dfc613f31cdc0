// Checks before a run that the limits of the system suffice for its files and threads.
#pragma once

#include "scenario/model/scenario.hpp"

namespace spate::run {

// Raises the soft limit of open files and sockets (RLIMIT_NOFILE) to the hard limit. Throws StartError if that is too
// low for a run of this scenario.
void make_room_for_files(const scenario::Scenario& scenario);

// Starts as many threads as a run of this scenario needs, and ends them. Costs less than 0.1 ms per thread. Throws
// StartError if a thread cannot start.
void try_threads(const scenario::Scenario& scenario);

}  // namespace spate::run
