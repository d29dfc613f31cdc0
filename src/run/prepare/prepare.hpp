// Reads, checks and compiles a scenario. Reports all problems at once.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "generator/generator.hpp"
#include "run/prepare/timetables.hpp"
#include "scenario/model/scenario.hpp"
#include "scenario/read/load.hpp"

namespace spate::run {

// A valid scenario and one generator per stream, in the same order.
struct PreparedScenario {
  scenario::Scenario scenario;
  std::vector<generator::Generator> generators;
  StreamTimetables timetables;  // used by references; see set_start_time()
};

// Returns the start time of a run that is ready at `now`, and makes references between streams use it.
WallTime set_start_time(PreparedScenario& prepared, WallTime now);

// Reads `path` ("-": standard input) and checks language, expressions and client properties. `control` receives the
// progress of reading files and can cancel it. Returns nullopt if there is a problem, or after cancellation.
[[nodiscard]] std::optional<PreparedScenario> prepare(const std::string& path, const scenario::Overrides& overrides,
                                                      scenario::Diagnostics& diagnostics,
                                                      generator::ScanControl* control = nullptr);

// The same for a parsed scenario.
[[nodiscard]] std::optional<PreparedScenario> prepare(scenario::Scenario scenario, scenario::Diagnostics& diagnostics,
                                                      generator::ScanControl* control = nullptr);

}  // namespace spate::run
