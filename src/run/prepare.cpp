#include "run/prepare.hpp"

#include <utility>

#include "kafka/client_properties.hpp"

namespace spate {

std::optional<Prepared> prepare(const std::string& path, const Overrides& overrides, Diagnostics& diagnostics) {
  auto scenario = load_scenario(path, overrides, diagnostics);
  if (!scenario) return std::nullopt;
  return prepare(std::move(*scenario), diagnostics);
}

std::optional<Prepared> prepare(Scenario scenario, Diagnostics& diagnostics) {
  check_properties(scenario, diagnostics);
  std::vector<Generator> generators;
  for (const Stream& stream : scenario.streams) {
    if (auto generator = compile_generator(scenario, stream, diagnostics)) generators.push_back(std::move(*generator));
  }
  if (!diagnostics.empty()) return std::nullopt;
  return Prepared{std::move(scenario), std::move(generators)};
}

}  // namespace spate
