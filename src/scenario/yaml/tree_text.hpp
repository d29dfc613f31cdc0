// Builds trees and writes them as YAML: the opposite of yaml_tree.
#pragma once

#include <string>

#include "scenario/yaml/node.hpp"

namespace spate::scenario {

[[nodiscard]] Node text_node(std::string text);   // always read back as text
[[nodiscard]] Node plain_node(std::string text);  // a number, true, null, or text that needs no quotes
[[nodiscard]] Node map_node();
[[nodiscard]] Node list_node(std::vector<Node> items = {});
// Adds a member. The name must be new.
void put(Node& map, std::string name, Node value);

// Block style, lists of scalars on one line. read_yaml returns the same tree; plain text that YAML would misread is
// quoted.
[[nodiscard]] std::string write_yaml(const Node& tree);

}  // namespace spate::scenario
