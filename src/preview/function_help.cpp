#include "preview/function_help.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "generator/compile/function.hpp"

namespace spate::preview {

std::vector<std::string_view> function_names() {
  std::vector<std::string_view> names;
  for (const generator::Function& function : generator::all_functions()) names.push_back(function.name);
  return names;
}

std::string function_list() {
  std::string list;
  for (const generator::Function& function : generator::all_functions())
    list += fmt::format("{:44} {}\n", generator::signature(function), function.help);
  return list;
}

std::string function_page(std::string_view name) {
  const auto& functions = generator::all_functions();
  const auto function = std::find_if(functions.begin(), functions.end(),
                                     [&](const generator::Function& candidate) { return candidate.name == name; });
  if (function == functions.end()) return {};
  auto page = fmt::format("{}\n  {}\n", generator::signature(*function), function->help);
  for (const generator::Parameter& parameter : function->parameters) {
    page += fmt::format("  {:12} {}{}\n", parameter.name, parameter.help,
                        parameter.need == generator::Parameter::Need::optional ? " (optional)" : "");
  }
  return page + fmt::format("example: {}\n", function->example);
}

}  // namespace spate::preview
