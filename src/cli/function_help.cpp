#include "preview/function_help.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/log.hpp"
#include "base/output.hpp"
#include "cli/commands.hpp"
#include "report/exit_code.hpp"
#include "scenario/read/presets.hpp"
#include "scenario/text/suggestion.hpp"

namespace spate::cli {
namespace {

int unknown(std::string_view kind, const std::string& name, const std::vector<std::string_view>& names) {
  log::error("unknown {} \"{}\"{}", kind, name, scenario::did_you_mean(name, names));
  return report::kExitUsage;
}

}  // namespace

int functions_help(const std::string& name) {
  if (name.empty()) {
    output::print(preview::function_list());
  } else if (const auto page = preview::function_page(name); !page.empty()) {
    output::print(page);
  } else {
    return unknown("function", name, preview::function_names());
  }
  return report::kExitOk;
}

int presets_help(const std::string& name) {
  std::vector<std::string_view> names;
  for (const scenario::Preset& preset : scenario::presets()) {
    names.push_back(preset.name);
    if (name.empty()) output::print(fmt::format("{}\n", preset.name));
    if (name == preset.name) output::print(preset.yaml);
  }
  const bool found = name.empty() || std::find(names.begin(), names.end(), name) != names.end();
  return found ? report::kExitOk : unknown("preset", name, names);
}

}  // namespace spate::cli
