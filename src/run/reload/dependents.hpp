// Which streams a reload changes because they refer to others that it changes.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "run/prepare/prepare.hpp"
#include "run/reload/reload_plan.hpp"

namespace spate::run {

// A reference computes another stream's record again, so that a stream's generator holds the records it refers to.
// Where these change, or what bounds their number, "references" is added to the changes of the stream that refers to
// them. Says in the plan which streams' records are other ones from here on, and which of these must change at one
// instant. `ended`: streams that make no more records, so that references to them stay as they are.
void add_dependents(ReloadPlan& plan, const PreparedScenario& next, const std::set<std::string>& ended);

// When the records of streams change, since T = 0 of the run, by name.
struct RemadeStream {
  StreamTime at{};
  std::vector<std::string> available_from =
      {};  // streams whose first changed record comes before, as this one refers to it
};
using RemadeStreams = std::map<std::string, RemadeStream>;

// All of the plan, not dated.
[[nodiscard]] RemadeStreams remade_streams(const ReloadPlan& plan, const PreparedScenario& next);

// They change at `ahead`, and where a stream only refers to others once the first changed record of these is due, so
// that there is one to refer to. The timetables follow the run.
void date(RemadeStreams& streams, const generator::Timetables& timetables, StreamTime ahead) noexcept;

}  // namespace spate::run
