// What the system lets this process have: files and threads, said before anything is tried where it is too little.
#pragma once

#include "scenario/model/scenario.hpp"

namespace spate::run {

// Raises the limit of open files (RLIMIT_NOFILE; sockets are files) to what the user may have. Throws StartError where
// a run of this scenario would not get along with that.
void make_room_for_files(const scenario::Scenario& scenario);

// Starts as many threads as a run of this scenario needs, and ends them again: some tens of microseconds each. Throws
// StartError where they cannot be had.
void try_threads(const scenario::Scenario& scenario);

}  // namespace spate::run
