// From a file to something that can run: read, checked and compiled, with every problem reported at once.
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
  StreamTimetables timetables;  // those the generators refer to, as of when it was prepared; see begin()
};

// The real instant of T = 0 of a run that is ready to send at `now`. From here on references between streams go by it.
WallTime set_start_time(PreparedScenario& prepared, WallTime now);

// Reads `path` ("-": standard input) with all its checks: language, expressions, client properties.
// `control` is told how far large files are read, and may cancel that: then nothing is returned.
[[nodiscard]] std::optional<PreparedScenario> prepare(const std::string& path, const scenario::Overrides& overrides,
                                                      scenario::Diagnostics& diagnostics,
                                                      generator::ScanControl* control = nullptr);

// The same for a scenario that has been read.
[[nodiscard]] std::optional<PreparedScenario> prepare(scenario::Scenario scenario, scenario::Diagnostics& diagnostics,
                                                      generator::ScanControl* control = nullptr);

}  // namespace spate::run
