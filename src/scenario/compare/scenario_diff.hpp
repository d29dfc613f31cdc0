// Differences between two scenarios, for a reload.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "scenario/compare/file_stamps.hpp"
#include "scenario/model/scenario.hpp"

namespace spate::scenario {

// Keys as `check --print` shows them. Their order in the file makes no difference.
struct ScenarioDiff {
  std::vector<std::string>
      keys;  // of the scenario without streams: seed, kafka["linger.ms"]; also if the named file changed
  std::map<std::string, std::vector<std::string>>
      streams;                     // by stream: rate, record, key; "files" if a file of its records changed
  std::vector<std::string> added;  // names of streams
  std::vector<std::string> removed;

  [[nodiscard]] bool empty() const noexcept {
    return keys.empty() && streams.empty() && added.empty() && removed.empty();
  }
};

[[nodiscard]] ScenarioDiff compare_scenarios(const Scenario& before, const FileStamps& files_before,
                                             const Scenario& after, const FileStamps& files_after);

}  // namespace spate::scenario
