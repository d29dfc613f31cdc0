// Which streams a reload changes because they refer to others that it changes.
#pragma once

#include "run/live/reload.hpp"
#include "run/prepare.hpp"

namespace spate {

// A reference computes another stream's record again, so that a stream's generator holds the records it refers to.
// Where these change, or what bounds their number, "references" is added to the changes of the stream that refers to
// them. Says in the plan which streams' records are other ones from here on, and which of these must change at one
// instant.
void add_dependents(ReloadPlan& plan, const Prepared& next);

}  // namespace spate
