#include "scenario/compare/scenario_diff.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "scenario/write/print.hpp"
#include "scenario/yaml/tree_text.hpp"

namespace spate::scenario {
namespace {

// Prints secrets unmasked, so that a changed password is a change.
Node unmasked(Scenario scenario) {
  const auto reveal = [](std::vector<Property>& properties) {
    for (Property& property : properties) property.secret = false;
  };
  scenario.secret_paths.clear();
  reveal(scenario.kafka);
  for (Stream& stream : scenario.streams) {
    reveal(stream.kafka);
    reveal(stream.topic.config);
  }
  return scenario_node(scenario);
}

std::string yaml_text(const Node* node) { return node == nullptr ? std::string{} : write_yaml(*node); }

// Names of the members that differ, in order.
std::vector<std::string> changed_members(const Node& before, const Node& after) {
  std::vector<std::string> changed;
  for (const auto& member : before.members)
    if (yaml_text(&member.value) != yaml_text(after.find(member.name))) changed.push_back(member.name);
  for (const auto& member : after.members)
    if (before.find(member.name) == nullptr) changed.push_back(member.name);
  return changed;
}

std::vector<std::string> changed_keys(const Node& before, const Node& after) {
  std::vector<std::string> keys;
  for (const auto& key : changed_members(before, after)) {
    const auto* const old_value = before.find(key);
    const auto* const new_value = after.find(key);
    if (key == "streams") continue;
    if (key != "kafka" || old_value == nullptr || new_value == nullptr) {
      keys.push_back(key);
      continue;
    }
    for (const auto& property : changed_members(*old_value, *new_value))
      keys.push_back(fmt::format("kafka[\"{}\"]", property));
  }
  return keys;
}

const Node* find_stream(const Node& scenario, const std::string& name) {
  for (const Node& stream : scenario.find("streams")->items)
    if (const auto* const written = stream.find("name"); written != nullptr && written->text == name) return &stream;
  return nullptr;
}

bool has_changed_file(const Stream& stream, const FileStamps& before, const FileStamps& after) {
  const auto files = files_of(stream);
  return std::any_of(files.begin(), files.end(),
                     [&](const std::string& file) { return is_changed(file, before, after); });
}

// The client reads certificates at its start, so a renewed one needs a new client.
void add_changed_files(std::vector<std::string>& keys, const Scenario& after, const FileStamps& files_before,
                       const FileStamps& files_after) {
  for (const Property& property : after.kafka) {
    if (!names_a_file(property.name) || !is_changed(property.value, files_before, files_after)) continue;
    auto key = fmt::format("kafka[\"{}\"]", property.name);
    if (std::find(keys.begin(), keys.end(), key) == keys.end()) keys.push_back(std::move(key));
  }
}

}  // namespace

ScenarioDiff compare_scenarios(const Scenario& before, const FileStamps& files_before, const Scenario& after,
                               const FileStamps& files_after) {
  const Node old_node = unmasked(before);
  const Node new_node = unmasked(after);
  ScenarioDiff diff{.keys = changed_keys(old_node, new_node), .streams = {}, .added = {}, .removed = {}};
  if (before.control_token != after.control_token && std::count(diff.keys.begin(), diff.keys.end(), "control") == 0)
    diff.keys.emplace_back("control");
  add_changed_files(diff.keys, after, files_before, files_after);
  for (const Stream& stream : before.streams) {
    const Node* const changed = find_stream(new_node, stream.name);
    if (changed == nullptr) {
      diff.removed.push_back(stream.name);
      continue;
    }
    auto keys = changed_members(*find_stream(old_node, stream.name), *changed);
    if (has_changed_file(stream, files_before, files_after)) keys.emplace_back("files");
    if (!keys.empty()) diff.streams[stream.name] = std::move(keys);
  }
  for (const Stream& stream : after.streams)
    if (find_stream(old_node, stream.name) == nullptr) diff.added.push_back(stream.name);
  return diff;
}

}  // namespace spate::scenario
