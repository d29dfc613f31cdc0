#include "preview/text_warnings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <string>
#include <string_view>

#include "generator/compile/function.hpp"
#include "scenario/text/suggestion.hpp"
#include "scenario/text/units.hpp"
#include "scenario/yaml/tree_text.hpp"

namespace spate::preview {
namespace {

// {{name}} of Jinja, Handlebars and Postman.
bool has_double_braces(std::string_view text) {
  const auto start = text.find("{{");
  return start != std::string_view::npos && text.find("}}", start) != std::string_view::npos;
}

// int(1, 6) without its "=".
bool is_call(std::string_view text) {
  if (!text.ends_with(')')) return false;
  const auto name = text.substr(0, text.find('('));
  const auto& functions = generator::all_functions();
  return std::any_of(functions.begin(), functions.end(), [&](const auto& function) { return function.name == name; });
}

class TextWarnings {
 public:
  explicit TextWarnings(scenario::Diagnostics& warnings) : warnings_(warnings) {}

  void check_tree(const scenario::Node& node, const std::string& path) {
    for (const auto& member : node.members) check_tree(member.value, scenario::member_path(path, member.name));
    for (std::size_t n = 0; n < node.items.size(); ++n) check_tree(node.items[n], fmt::format("{}[{}]", path, n));
    if (node.kind == scenario::Node::Kind::scalar && !node.secret && !node.text.starts_with('='))
      check_scalar(node, path);
  }

 private:
  void check_scalar(const scenario::Node& node, const std::string& path) {
    if (has_double_braces(node.text)) {
      const auto hint = scenario::suggestion(scenario::ForeignName::Kind::syntax, "{{");
      warnings_.report(node.place, path, fmt::format("{} is sent as it is{}", scenario::quote_value(node.text), hint));
    } else if (!node.quoted && is_call(node.text)) {
      warnings_.report(node.place, path,
                       fmt::format("{0} is sent as text: use ={1} for its value, or quotes for the text",
                                   scenario::quote_value(node.text), node.text));
    }
  }

  scenario::Diagnostics& warnings_;
};

}  // namespace

void warn_about_text(const scenario::Scenario& scenario, scenario::Diagnostics& warnings) {
  std::set<std::string> checked;
  TextWarnings text{warnings};
  for (const auto& stream : scenario.streams)
    if (checked.insert(stream.generator.path).second) text.check_tree(stream.generator.record, stream.generator.path);
}

}  // namespace spate::preview
