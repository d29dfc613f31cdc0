// Trees made by the program, and trees as text: the opposite direction of yaml_tree.
#pragma once

#include <string>

#include "scenario/yaml/node.hpp"

namespace spate::scenario {

[[nodiscard]] Node text_node(std::string text);   // stays text wherever it is read
[[nodiscard]] Node plain_node(std::string text);  // a number, true, null, or text that needs no quotes
[[nodiscard]] Node map_node();
[[nodiscard]] Node list_node(std::vector<Node> items = {});
// Adds a member; the name must be new.
void put(Node& map, std::string name, Node value);

// Block style, lists of scalars on one line; read_yaml gives back the same tree, except that plain text YAML would
// misread is quoted.
[[nodiscard]] std::string write_yaml(const Node& tree);

}  // namespace spate::scenario
