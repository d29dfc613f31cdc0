#include "cli/help_formatter.hpp"

#include <fmt/format.h>

namespace spate::cli {
namespace {

constexpr std::size_t kColumn = 24;  // of the descriptions

// A description starts on the next line where its name is too long for the column.
std::string line(const std::string& name, const std::string& description) {
  if (name.size() + 4 <= kColumn) return fmt::format("  {:<{}}{}\n", name, kColumn - 2, description);
  return fmt::format("  {}\n{:{}}{}\n", name, "", kColumn, description);
}

// "-n, --records"; "--pretty, --no-pretty", where CLI11 adds the value that the second name stands for.
std::string names(const CLI::Option& option) {
  std::string text;
  for (const auto& name : option.get_snames()) text += (text.empty() ? "-" : ", -") + name;
  for (const auto& name : option.get_lnames()) text += (text.empty() ? "--" : ", --") + name;
  return text;
}

std::string placeholder(const CLI::Option& option) {
  if (!option.get_option_text().empty()) return option.get_option_text();
  return option.get_type_name().empty() ? "" : " " + option.get_type_name();
}

}  // namespace

HelpFormatter::HelpFormatter() {
  label("SUBCOMMAND", "COMMAND");
  label("OPTIONS", "OPTION...");
  label("Positionals", "Arguments");
}

std::string HelpFormatter::make_option(const CLI::Option* option, bool is_positional) const {
  return line(is_positional ? make_option_usage(option) : names(*option) + placeholder(*option),
              option->get_description());
}

std::string HelpFormatter::make_subcommand(const CLI::App* command) const {
  return line(command->get_name(), command->get_description());
}

}  // namespace spate::cli
