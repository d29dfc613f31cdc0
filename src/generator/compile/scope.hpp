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

// A name and its value.
struct Binding {
  enum class Kind { value, object, array };

  std::string name;
  std::string path;  // within the record: items.$item.subtotal
  Kind kind = Kind::value;
  Operand operand;                 // value
  std::shared_ptr<Scope> members;  // object: its fields; array: the fields of an item
  bool is_optional = false;        // because of a $when
  bool is_list = false;            // array: a list of the record; false: made by $repeat
  // array: requested aggregates, by field of an item and kind
  std::map<std::pair<std::string, Aggregate>, Operand> aggregates;
};

// The path of a member. Each field of a record has its own: {a: {b: 1}, "a.b": 2} has a.b and ["a.b"].
[[nodiscard]] std::string field_path(const std::string& parent, const std::string& name);
// The path of the object that contains `path`.
[[nodiscard]] std::string_view owner_of(std::string_view path);

// Whether `path` is `owner` or is inside it, within the same item of a repeat.
[[nodiscard]] bool is_within(std::string_view path, std::string_view owner);

// The field at a path, or null. `deepest` is the last binding on the path.
[[nodiscard]] const Binding* find_field(const Scope& scope, std::string_view path, const Binding*& deepest);

struct Scope {
  const Scope* parent = nullptr;
  const scenario::Node* node = nullptr;  // map of this scope, with its later fields
  std::vector<Binding> names;            // so far; a later one hides an earlier one of its name

  [[nodiscard]] const Binding* own(std::string_view name) const noexcept;
  [[nodiscard]] const Binding* find(std::string_view name) const noexcept;  // innermost scope first
  // Every visible name, for messages.
  [[nodiscard]] std::vector<std::string> in_reach() const;
  [[nodiscard]] bool is_defined_later(std::string_view name) const noexcept;
};

}  // namespace spate::generator
