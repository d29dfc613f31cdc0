#include "run/prepare/prepare.hpp"

#include <algorithm>
#include <utility>

#include "kafka/client_properties.hpp"
#include "kafka/embedded_cluster.hpp"
#include "scenario/read/clock.hpp"

namespace spate::run {
namespace {

// A file without loop bounds its stream.
void end_with_files(scenario::Scenario& scenario, const std::vector<generator::Generator>& generators) {
  if (generators.size() != scenario.streams.size()) return;
  for (std::size_t number = 0; number < generators.size(); ++number) {
    auto& bound = scenario.streams[number].stop_after.records;
    if (const auto records = generators[number].records()) bound = std::min(bound.value_or(*records), *records);
  }
}

// Reports the problems that only the record compiler and librdkafka can find.
PreparedScenario check_and_compile(scenario::Scenario scenario, scenario::Diagnostics& diagnostics,
                                   generator::ScanControl* control) {
  const WallTime now = wall_now();
  scenario::resolve_start(scenario.start_at, now);
  kafka::check_properties(scenario, diagnostics);
  kafka::check_embedded_cluster(scenario, diagnostics);
  StreamTimetables timetables{scenario,
                              scenario::clock_at_start(scenario, scenario::start_time(scenario.start_at, now))};
  PreparedScenario prepared{std::move(scenario), {}, std::move(timetables)};
  for (const scenario::Stream& stream : prepared.scenario.streams) {
    if (auto generator =
            generator::compile_generator(prepared.scenario, stream, diagnostics, prepared.timetables.all(), control))
      prepared.generators.push_back(std::move(*generator));
  }
  end_with_files(prepared.scenario, prepared.generators);
  return prepared;
}

}  // namespace

std::optional<PreparedScenario> prepare(const std::string& path, const scenario::Overrides& overrides,
                                        scenario::Diagnostics& diagnostics, generator::ScanControl* control) {
  std::optional<PreparedScenario> prepared;
  // Compiles during loading: all problems are reported at once, and large files are read once.
  const auto compile = [&](const scenario::Scenario& readable, scenario::Diagnostics& problems) {
    prepared = check_and_compile(readable, problems, control);
  };
  if (!scenario::load_scenario(path, overrides, diagnostics, compile)) return std::nullopt;
  return prepared;
}

std::optional<PreparedScenario> prepare(scenario::Scenario scenario, scenario::Diagnostics& diagnostics,
                                        generator::ScanControl* control) {
  auto prepared = check_and_compile(std::move(scenario), diagnostics, control);
  if (!diagnostics.empty()) return std::nullopt;
  return prepared;
}

WallTime set_start_time(PreparedScenario& prepared, WallTime now) {
  const WallTime start_time = scenario::start_time(prepared.scenario.start_at, now);
  prepared.timetables.set_start_time(prepared.scenario, scenario::clock_at_start(prepared.scenario, start_time));
  return start_time;
}

}  // namespace spate::run
