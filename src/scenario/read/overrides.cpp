#include "scenario/read/overrides.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "scenario/text/suggestion.hpp"
#include "scenario/text/units.hpp"
#include "scenario/yaml/source_text.hpp"
#include "scenario/yaml/tree_text.hpp"
#include "scenario/yaml/yaml_tree.hpp"

namespace spate::scenario {
namespace {

Place option_place(std::string_view option) { return {std::make_shared<const std::string>(option), 0, 0}; }

constexpr std::size_t kMaxListedStreams = 12;

// Name of a stream in the file: its name, else its topic.
std::string_view stream_name(const Node& stream) {
  for (const std::string_view key : {"name", "topic"})
    if (const auto* value = stream.find(key)) return value->text;
  return {};
}

// Sets values in the tree for one option of the command line.
class Setter {
 public:
  Setter(std::string_view option, Diagnostics& diagnostics) : place_(option_place(option)), diagnostics_(diagnostics) {}

  void set(Node& root, const std::string& path, Node value) {
    const auto names = split_path(path);
    if (names.empty()) return report(path, "invalid path: use one such as streams.orders.rate or kafka[\"linger.ms\"]");
    Node* node = &root;
    for (const auto& name : names) {
      node = child(*node, name, path, &name == &names.front());
      if (node == nullptr) return;
    }
    value.place = place_;
    *node = std::move(value);
  }

  void report(const std::string& path, std::string text) { diagnostics_.report(place_, path, std::move(text)); }

  [[nodiscard]] const Place& place() const { return place_; }

 private:
  Node* child(Node& node, const std::string& name, const std::string& path, bool top) {
    if (node.kind == Node::Kind::list) return stream(node, name, path);
    if (Node* known = node.find(name)) return known;
    if (top && name == "streams") return report(path, "the scenario has no streams: add one to the file"), nullptr;
    if (node.kind != Node::Kind::map) node = empty_map();
    node.members.push_back({name, place_, empty_map()});
    return &node.members.back().value;
  }

  Node* stream(Node& list, const std::string& name, const std::string& path) {
    std::vector<std::string_view> names;
    for (auto& item : list.items) {
      if (stream_name(item) == name) return &item;
      names.push_back(stream_name(item));
    }
    const auto index = parse_count(name).value;
    if (index && *index < list.items.size()) return &list.items[*index];
    auto hint = did_you_mean(name, names);
    if (hint.empty() && names.size() <= kMaxListedStreams)
      hint = fmt::format(": use one of {}", fmt::join(names, ", "));
    else if (hint.empty())
      hint = ": use a name under streams";
    report(path, fmt::format("unknown stream {}{}", quote_value(name), hint));
    return nullptr;
  }

  [[nodiscard]] Node empty_map() const {
    Node node = map_node();
    node.place = place_;
    return node;
  }

  Place place_;
  Diagnostics& diagnostics_;
};

// Parses the value as YAML, so that quotes and null have the same meaning as in the file.
void apply_setting(Node& scenario, const std::string& path, const std::string& value, Diagnostics& diagnostics) {
  Setter setter{"--set", diagnostics};
  Diagnostics problems;
  const auto read = read_yaml(SourceText{"--set", "value: " + value + "\n"}, problems);
  if (!problems.empty() || !read || read->members.size() != 1)
    return setter.report(path, fmt::format("invalid YAML value {}: put it in quotes", quote_value(value)));
  setter.set(scenario, path, read->members.front().value);
}

}  // namespace

std::vector<std::string> split_path(std::string_view path) {
  std::vector<std::string> names;
  while (!path.empty()) {
    if (path.front() == '[') {
      const bool quoted = path.substr(0, 2) == "[\"";
      const auto end = path.find(quoted ? "\"]" : "]");
      if (end == std::string_view::npos) return {};
      const std::size_t start = quoted ? 2 : 1;
      names.emplace_back(path.substr(start, end - start));
      path.remove_prefix(end + start);
    } else {
      if (!names.empty() && path.front() == '.') path.remove_prefix(1);
      const auto end = path.find_first_of(".[");
      names.emplace_back(path.substr(0, end));
      path.remove_prefix(std::min(end, path.size()));
    }
    if (names.back().empty()) return {};
  }
  return names;
}

void apply_overrides(Node& scenario, const Overrides& overrides, Diagnostics& diagnostics) {
  for (const auto& [path, value] : overrides.settings) apply_setting(scenario, path, value, diagnostics);
  const auto set = [&](std::string_view option, const std::string& path, std::string value) {
    Setter{option, diagnostics}.set(scenario, path, text_node(std::move(value)));
  };
  if (overrides.seed) set("--seed", "seed", fmt::format("{}", *overrides.seed));
  if (overrides.bootstrap_servers)
    set("--bootstrap-servers", "kafka[\"bootstrap.servers\"]", *overrides.bootstrap_servers);
  if (overrides.metrics) set("--metrics", "metrics.listen", *overrides.metrics);
  if (overrides.start_at) set("--start-at", "start_at", *overrides.start_at);
}

}  // namespace spate::scenario
