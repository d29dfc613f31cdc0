// Texts for a wrong command line.
#pragma once

#include <CLI/CLI.hpp>
#include <string>

namespace spate::cli {

// The command that `app` parsed last, with the commands that it belongs to, such as "spate ctl pause".
[[nodiscard]] std::string command_name(const CLI::App& app);

// Two lines: what is wrong with the arguments and what to use instead, then where to find the help.
[[nodiscard]] std::string usage_error_text(const CLI::App& app, const CLI::ParseError& error);

}  // namespace spate::cli
