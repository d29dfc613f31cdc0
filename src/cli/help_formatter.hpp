// The layout of `--help`: one line per command and option, with placeholders and without types of the parser.
#pragma once

#include <CLI/CLI.hpp>
#include <string>

namespace spate::cli {

class HelpFormatter : public CLI::Formatter {
 public:
  HelpFormatter();
  std::string make_option(const CLI::Option* option, bool is_positional) const override;
  std::string make_subcommand(const CLI::App* command) const override;
};

}  // namespace spate::cli
