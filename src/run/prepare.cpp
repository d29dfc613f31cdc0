#include "run/prepare.hpp"

#include <algorithm>
#include <utility>

#include "kafka/client_properties.hpp"
#include "kafka/embedded_cluster.hpp"
#include "run/timetables.hpp"

namespace spate {
namespace {

// What only the record compiler and the client library know to be wrong.
std::vector<Generator> check_and_compile(const Scenario& scenario, Diagnostics& diagnostics) {
  check_properties(scenario, diagnostics);
  check_embedded_cluster(scenario, diagnostics);
  std::vector<Generator> generators;
  const auto timetables = timetables_of(scenario);
  for (const Stream& stream : scenario.streams) {
    if (auto generator = compile_generator(scenario, stream, diagnostics, timetables))
      generators.push_back(std::move(*generator));
  }
  return generators;
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

std::optional<Prepared> prepare(const std::string& path, const Overrides& overrides, Diagnostics& diagnostics) {
  // While reading too, so that all problems of a faulty file are reported at once.
  auto scenario = load_scenario(path, overrides, diagnostics, check_and_compile);
  if (!scenario) return std::nullopt;
  return prepare(std::move(*scenario), diagnostics);
}

std::optional<Prepared> prepare(Scenario scenario, Diagnostics& diagnostics) {
  auto generators = check_and_compile(scenario, diagnostics);
  end_with_files(scenario, generators);
  if (!diagnostics.empty()) return std::nullopt;
  return Prepared{std::move(scenario), std::move(generators)};
}

}  // namespace spate
