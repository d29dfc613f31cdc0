#include "cli/usage_error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <sstream>
#include <string_view>
#include <vector>

#include "scenario/text/suggestion.hpp"

namespace spate::cli {
namespace {

const CLI::App& last_command(const CLI::App& app) {
  const auto commands = app.get_subcommands();
  return commands.empty() ? app : last_command(*commands.back());
}

std::vector<std::string_view> command_names(const CLI::App& app) {
  std::vector<std::string_view> names;
  for (const CLI::App* const command : app.get_subcommands({})) names.emplace_back(command->get_name());
  return names;
}

std::string joined(const std::vector<std::string_view>& names) {
  std::string text;
  for (std::size_t index = 0; index < names.size(); ++index)
    text += fmt::format("{}{}", index == 0 ? "" : index + 1 == names.size() ? " or " : ", ", names[index]);
  return text;
}

std::string unknown_argument(const CLI::App& command, const std::string& argument) {
  if (argument.starts_with("-")) {
    std::vector<std::string> options;
    for (const CLI::Option* const option : command.get_options())
      for (const auto& name : option->get_lnames()) options.push_back("--" + name);
    const std::vector<std::string_view> names{options.begin(), options.end()};
    const auto written = argument.substr(0, argument.find('='));
    return fmt::format("unknown option \"{}\"{}", written, scenario::did_you_mean(written, names));
  }
  const auto names = command_names(command);
  if (names.empty()) return fmt::format("unexpected argument \"{}\": remove it", argument);
  const auto suggestion = scenario::did_you_mean(argument, names);
  return fmt::format("unknown command \"{}\"{}", argument, suggestion.empty() ? ": use " + joined(names) : suggestion);
}

// CLI11's text lists the arguments, in an order that depends on its version. An option explains the arguments after it.
std::string first_unknown(std::string_view message) {
  std::istringstream words{std::string{message.substr(std::min(message.find(": ") + 1, message.size()))}};
  std::string unknown;
  for (std::string word; words >> word;)
    if (!unknown.starts_with("-")) unknown = word;
  return unknown;
}

// CLI11's text about an option starts with its name.
const CLI::Option* named_option(const CLI::App& command, std::string_view message) {
  for (const CLI::Option* const option : command.get_options())
    if (message.starts_with(option->get_name() + ":")) return option;
  return nullptr;
}

// The name of an error is not always that of its type.
template <class Type>
bool is(const CLI::ParseError& error) {
  return dynamic_cast<const Type*>(&error) != nullptr;
}

std::string problem(const CLI::App& command, const CLI::ParseError& error) {
  constexpr std::string_view kRequired = " is required";
  constexpr std::string_view kExcludes = " excludes ";
  std::string message = error.what();
  const auto unknown = command.remaining();
  const bool is_required = is<CLI::RequiredError>(error);
  if (is_required && !unknown.empty()) return unknown_argument(command, unknown.front());
  if (is<CLI::ExtrasError>(error)) return unknown_argument(command, first_unknown(message));
  if (is_required && !command.get_subcommands({}).empty())
    return "missing command: use " + joined(command_names(command));
  if (is_required && message.ends_with(kRequired))
    return "missing " + message.substr(0, message.size() - kRequired.size());
  if (const auto at = message.find(kExcludes); is<CLI::ExcludesError>(error) && at != std::string::npos)
    return fmt::format("{} cannot be combined with {}: remove one of them", message.substr(0, at),
                       message.substr(at + kExcludes.size()));
  const CLI::Option* const option = named_option(command, message);
  if (!is<CLI::ArgumentMismatch>(error) || option == nullptr) return message;
  if (message.find("missing") == std::string::npos)
    return fmt::format("duplicate option {}: use it once", option->get_name());
  return fmt::format("missing value of {}: use {} {}", option->get_name(), option->get_name(), option->get_type_name());
}

}  // namespace

std::string command_name(const CLI::App& app) {
  const auto commands = app.get_subcommands();
  return commands.empty() ? app.get_name() : app.get_name() + " " + command_name(*commands.back());
}

std::string usage_error_text(const CLI::App& app, const CLI::ParseError& error) {
  const auto name = command_name(app);
  return fmt::format("{}: {}\nTry \"{} --help\" for more information.\n", name, problem(last_command(app), error),
                     name);
}

}  // namespace spate::cli
