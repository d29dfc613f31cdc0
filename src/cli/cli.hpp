// Parses the command line and runs a command.
#pragma once

namespace spate::cli {

// Parses, runs the command and returns the exit code (docs/reference/cli.md). Throws nothing.
[[nodiscard]] int run_command_line(int argc, char** argv) noexcept;

}  // namespace spate::cli
