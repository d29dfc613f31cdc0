// Reports syntax errors of the YAML library.
#pragma once

#include <yaml-cpp/exceptions.h>

#include <string>
#include <string_view>

#include "scenario/yaml/source_text.hpp"

namespace spate::scenario {

inline constexpr std::string_view kNoAliases = "anchors and aliases are not supported: use defaults or generators";

// Reports the error with its place and advice. `path` is the node being read.
void report_syntax_error(const SourceText& source, const YAML::Exception& error, const std::string& path,
                         Diagnostics& diagnostics);

}  // namespace spate::scenario
