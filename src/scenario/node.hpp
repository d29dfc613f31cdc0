// A piece of the user's file as a tree of scalars, each with its place. Records, tables and keys stay in this form
// until generator/ compiles them; no YAML library type leaves scenario/.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "scenario/diagnostics.hpp"

namespace spate {

struct Node {
  enum class Kind { scalar, map, list };
  struct Member;

  Kind kind = Kind::scalar;
  Place place;
  std::string text;     // scalar: its value after YAML's own unescaping
  bool quoted = false;  // scalar: written with quotes or as a block, so a plain number or true is text
  std::vector<Member> members;  // map: in the order of the file, names unique
  std::vector<Node> items;      // list

  // The value of a member, or null.
  [[nodiscard]] const Node* find(std::string_view name) const noexcept;
};

struct Node::Member {
  std::string name;
  Place place;  // of the name
  Node value;
};

}  // namespace spate
