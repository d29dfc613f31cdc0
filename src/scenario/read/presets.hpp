// Presets compiled into the binary: name and YAML text of config/generators/*.yaml.
#pragma once

#include <string_view>
#include <vector>

namespace spate::scenario {

struct Preset {
  std::string_view name;
  std::string_view yaml;
};
[[nodiscard]] const std::vector<Preset>& presets();

}  // namespace spate::scenario
