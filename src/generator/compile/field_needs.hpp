// The parts of a record that one field depends on, so that a reference to the field computes only these.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "generator/expression/expression.hpp"
#include "scenario/model/scenario.hpp"

namespace spate::generator {

// Derived from the names in the expressions, so it may contain more than needed. `source` must outlive this object.
class FieldNeeds {
 public:
  explicit FieldNeeds(const scenario::GeneratorSource& source)
      : record_(source.record), entity_(source.lifecycle ? &source.lifecycle->let : nullptr) {}

  // Adds the field at this dotted path. Returns false if there is no such field.
  bool add_field(std::string_view path);
  // Adds the $when of the record.
  void add_condition();
  // Adds the field at this path and the variable of this name in the outermost $let. Returns false if there is neither.
  bool add_name(std::string_view path);

  [[nodiscard]] bool lifecycle() const noexcept { return lifecycle_; }
  [[nodiscard]] bool contains(const scenario::Node& node) const { return nodes_.count(&node) != 0; }

 private:
  using Maps = std::vector<const scenario::Node*>;  // enclosing, outermost first

  // Adds what is at `path` below `node`, and the maps that lead there. Returns false if there is no such field.
  bool add_at_path(const scenario::Node& node, std::string_view path, Maps& maps);
  void add_subtree(const scenario::Node& node, Maps& maps);
  void add_directives(const scenario::Node& map, Maps& maps);
  void add_names_of(const scenario::Node& scalar, const Maps& maps);
  void add_names_in(const Expression& expression, const Maps& maps);
  void add_referenced(std::string_view name, const Maps& maps);

  const scenario::Node& record_;
  const scenario::Node* entity_;  // variables of the lifecycle, or null
  bool lifecycle_ = false;
  std::set<const scenario::Node*> nodes_;
};

// The name of a member in the record: `$$ref` is a field called `$ref`.
[[nodiscard]] std::string field_name(const std::string& written);
[[nodiscard]] bool is_directive(std::string_view name) noexcept;

// The field names of the object at a dotted path, for messages; empty if there is no such object.
[[nodiscard]] std::vector<std::string> field_names(const scenario::Node& record, std::string_view path);

}  // namespace spate::generator
