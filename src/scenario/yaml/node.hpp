// A piece of the user's file as a tree of scalars, each with its place. Records, tables and keys stay in this form
// until generator/ compiles them; no YAML library type leaves scenario/.
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
  std::string text;             // scalar: its value after YAML's own unescaping
  bool quoted = false;          // scalar: written with quotes or as a block, so a plain number or true is text
  bool secret = false;          // scalar: holds what ${file:…} or ${credential:…} stood for; never show it
  std::vector<Member> members;  // map: in the order of the file, names unique
  std::vector<Node> items;      // list

  // The value of a member, or null.
  [[nodiscard]] const Node* find(std::string_view name) const noexcept;
  [[nodiscard]] Node* find(std::string_view name) noexcept;

  // The file has nothing here, which is a problem already reported when the file was read: a plain scalar is never
  // empty otherwise.
  [[nodiscard]] bool missing() const noexcept { return kind == Kind::scalar && text.empty() && !quoted; }
};

struct Node::Member {
  std::string name;
  Place place;  // of the name
  Node value;
};

// How messages name a member or an item of what `parent` names: kafka["linger.ms"], streams[0], streams[0].rate.
// An empty parent is the file itself.
[[nodiscard]] std::string member_path(std::string_view parent, std::string_view name);
[[nodiscard]] std::string item_path(std::string_view parent, std::size_t index);

// "map", "list" or "scalar", for messages.
[[nodiscard]] std::string_view kind_name(Node::Kind kind) noexcept;

}  // namespace spate::scenario
