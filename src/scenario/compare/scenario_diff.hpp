// What makes one scenario another: for a reload, which may change some of it while it runs.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "scenario/compare/file_stamps.hpp"
#include "scenario/model/scenario.hpp"

namespace spate::scenario {

// Keys are those of the language, as `check --print` shows them; where they stand in the file makes no difference.
struct ScenarioDiff {
  std::vector<std::string>
      keys;  // of the scenario, streams aside: seed, kafka["linger.ms"]; also where the file that it names changed
  std::map<std::string, std::vector<std::string>> streams;  // by name: rate, record, key; "files" for what they read
  std::vector<std::string> added;                           // streams' names
  std::vector<std::string> removed;

  [[nodiscard]] bool empty() const noexcept {
    return keys.empty() && streams.empty() && added.empty() && removed.empty();
  }
};

[[nodiscard]] ScenarioDiff difference(const Scenario& before, const FileStamps& files_before, const Scenario& after,
                                      const FileStamps& files_after);

}  // namespace spate::scenario
