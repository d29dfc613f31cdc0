#include "run/prepare.hpp"

#include <algorithm>
#include <utility>

#include "kafka/client_properties.hpp"
#include "kafka/embedded_cluster.hpp"
#include "scenario/read/clock.hpp"

namespace spate {
namespace {

// What only the record compiler and the client library know to be wrong.
Prepared check_and_compile(const Scenario& scenario, Diagnostics& diagnostics, ScanControl* control) {
  check_properties(scenario, diagnostics);
  check_embedded_cluster(scenario, diagnostics);
  Prepared prepared{scenario, {}, {scenario, shown_at_start(scenario, first_instant(scenario.start_at, wall_now()))}};
  for (const Stream& stream : scenario.streams) {
    if (auto generator = compile_generator(scenario, stream, diagnostics, prepared.timetables.all(), control))
      prepared.generators.push_back(std::move(*generator));
  }
  return prepared;
}

// A file that is not looped ends its stream.
void end_with_files(Scenario& scenario, const std::vector<Generator>& generators) {
  if (generators.size() != scenario.streams.size()) return;
  for (std::size_t number = 0; number < generators.size(); ++number) {
    auto& bound = scenario.streams[number].stop_after.records;
    if (const auto records = generators[number].records()) bound = std::min(bound.value_or(*records), *records);
  }
}

}  // namespace

std::optional<Prepared> prepare(const std::string& path, const Overrides& overrides, Diagnostics& diagnostics,
                                ScanControl* control) {
  // While reading too, so that all problems of a faulty file are reported at once.
  const auto check = [&](const Scenario& readable, Diagnostics& problems) {
    check_and_compile(readable, problems, control);
  };
  auto scenario = load_scenario(path, overrides, diagnostics, check);
  if (!scenario) return std::nullopt;
  return prepare(*std::move(scenario), diagnostics, control);
}

std::optional<Prepared> prepare(Scenario scenario, Diagnostics& diagnostics, ScanControl* control) {
  settle_start(scenario.start_at, wall_now());
  auto prepared = check_and_compile(scenario, diagnostics, control);
  end_with_files(prepared.scenario, prepared.generators);
  if (!diagnostics.empty()) return std::nullopt;
  return prepared;
}

Nanos begin(Prepared& prepared, Nanos now) {
  const Nanos first = first_instant(prepared.scenario.start_at, now);
  prepared.timetables.begin_at(prepared.scenario, shown_at_start(prepared.scenario, first));
  return first;
}

}  // namespace spate
