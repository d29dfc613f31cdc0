#include "preview/function_help.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/log.hpp"
#include "base/output.hpp"
#include "cli/commands.hpp"
#include "report/exit_code.hpp"
#include "scenario/read/presets.hpp"
#include "scenario/text/suggestion.hpp"

namespace spate {
namespace {

int unknown(std::string_view kind, const std::string& name, const std::vector<std::string_view>& names) {
  log::say(fmt::format("no {} \"{}\"{}\n", kind, name, did_you_mean(name, names)));
  return kExitUsage;
}

}  // namespace

int functions_help(const std::string& name) {
  if (name.empty()) {
    output::print(function_list());
  } else if (const auto page = function_page(name); !page.empty()) {
    output::print(page);
  } else {
    return unknown("function", name, function_names());
  }
  return kExitDelivered;
}

int presets_help(const std::string& name) {
  std::vector<std::string_view> names;
  for (const Preset& preset : presets()) {
    names.push_back(preset.name);
    if (name.empty()) output::print(fmt::format("{}\n", preset.name));
    if (name == preset.name) output::print(preset.yaml);
  }
  const bool found = name.empty() || std::find(names.begin(), names.end(), name) != names.end();
  return found ? kExitDelivered : unknown("preset", name, names);
}

}  // namespace spate
