// The names an expression may use: $let variables and earlier fields of the same and the enclosing objects.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "generator/machine/ops_aggregate.hpp"
#include "generator/value/operand.hpp"
#include "scenario/yaml/node.hpp"

namespace spate::generator {

struct Scope;

// What a name stands for.
struct Binding {
  enum class Kind { value, object, array };

  std::string name;
  std::string path;  // within the record: items.$item.subtotal
  Kind kind = Kind::value;
  Operand operand;                 // value
  std::shared_ptr<Scope> members;  // object: its fields; array: the fields of an item
  bool may_be_left_out = false;    // by a $when, as seen from here
  // array: what was asked of it, by field of the item and kind
  std::map<std::pair<std::string, Aggregate>, Operand> aggregates;
};

// The path of a member. Each field of a record has its own: {a: {b: 1}, "a.b": 2} has a.b and ["a.b"].
[[nodiscard]] std::string field_path(const std::string& parent, const std::string& name);
// The path that `path` is a member of.
[[nodiscard]] std::string_view owner_of(std::string_view path);

// Whether `path` is `owner` or lies in it, within the same item of a repeat.
[[nodiscard]] bool lies_in(std::string_view path, std::string_view owner);

// The field a path names; null where there is none. `met` is the last binding on the way.
[[nodiscard]] const Binding* find_field(const Scope& scope, std::string_view path, const Binding*& met);

struct Scope {
  const Scope* parent = nullptr;
  const scenario::Node* node = nullptr;  // the map this is the scope of: says which fields come later
  std::vector<Binding> names;            // so far; the last of a name counts

  [[nodiscard]] const Binding* own(std::string_view name) const noexcept;
  [[nodiscard]] const Binding* find(std::string_view name) const noexcept;  // nearest
  // Every name in reach, for messages.
  [[nodiscard]] std::vector<std::string> in_reach() const;
  [[nodiscard]] bool comes_later(std::string_view name) const noexcept;
};

}  // namespace spate::generator
