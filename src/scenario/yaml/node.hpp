// A node of a YAML file: scalar, map or list, with its place. Records, tables and keys stay in this form until
// generator/ compiles them. No YAML library type leaves scenario/.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "scenario/yaml/diagnostics.hpp"

namespace spate::scenario {

struct Node {
  enum class Kind { scalar, map, list };
  struct Member;

  Kind kind = Kind::scalar;
  Place place;
  std::string text;             // scalar: value after YAML unescaping
  bool quoted = false;          // scalar: quoted or a block, so numbers and true are text
  bool secret = false;          // scalar: from ${file:…} or ${credential:…}; never show it
  std::vector<Member> members;  // map: in the order of the file, unique names
  std::vector<Node> items;      // list

  // The value of a member. Returns null if absent.
  [[nodiscard]] const Node* find(std::string_view name) const noexcept;
  [[nodiscard]] Node* find(std::string_view name) noexcept;

  // True if the value is missing; the problem is reported already. A plain scalar is never empty otherwise.
  [[nodiscard]] bool missing() const noexcept { return kind == Kind::scalar && text.empty() && !quoted; }
};

struct Node::Member {
  std::string name;
  Place place;  // of the name
  Node value;
};

// Path of a member or item for messages: kafka["linger.ms"], streams[0], streams[0].rate. An empty parent is the file.
[[nodiscard]] std::string member_path(std::string_view parent, std::string_view name);
[[nodiscard]] std::string item_path(std::string_view parent, std::size_t index);

// "map", "list" or "scalar", for messages.
[[nodiscard]] std::string_view kind_name(Node::Kind kind) noexcept;

}  // namespace spate::scenario
