// The YAML library's own errors as problems of the scenario.
#pragma once

#include <yaml-cpp/exceptions.h>

#include <string>
#include <string_view>

#include "scenario/yaml/source_text.hpp"

namespace spate::scenario {

inline constexpr std::string_view kNoAliases = "anchors and aliases are not supported; use defaults: or generators:";

// Its terse text, the place where it stopped, and what is likely to help there. `path` is what was being read.
void report_syntax_error(const SourceText& source, const YAML::Exception& error, const std::string& path,
                         Diagnostics& diagnostics);

}  // namespace spate::scenario
