// Streams that a reload changes because they refer to changed streams.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "run/prepare/prepare.hpp"
#include "run/reload/reload_plan.hpp"

namespace spate::run {

// A reference computes a record of another stream, so a generator contains the record templates it refers to. Adds
// "references" to the changed keys of streams that refer to changed streams. Sets changed_records and simultaneous in
// `plan`. `ended`: streams that make no more records; references to them do not change.
void add_dependents(ReloadPlan& plan, const PreparedScenario& next, const std::set<std::string>& ended);

// When the records of a stream change.
struct RecordChange {
  StreamTime at{};                               // since T = 0 of the run
  std::vector<std::string> available_from = {};  // referenced streams that must change first
};
using RecordChanges = std::map<std::string, RecordChange>;

// All changed_records of `plan`. The caller sets their times.
[[nodiscard]] RecordChanges record_changes(const ReloadPlan& plan, const PreparedScenario& next);

// Sets the times: `change_time`, or later for streams that only refer to others, when the first changed record of these
// is due. `timetables` must follow the run.
void set_change_times(RecordChanges& streams, const generator::Timetables& timetables, StreamTime change_time) noexcept;

}  // namespace spate::run
