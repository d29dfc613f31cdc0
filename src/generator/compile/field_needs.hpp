// Which parts of a record one of its fields is computed from, so that a reference to it computes only those again.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "generator/expression/expression.hpp"
#include "scenario/model/scenario.hpp"

namespace spate::generator {

// Told from the names that stand in the expressions, and so rather too many than too few. `source` outlives it.
class FieldNeeds {
 public:
  explicit FieldNeeds(const scenario::GeneratorSource& source)
      : record_(source.record), entity_(source.lifecycle ? &source.lifecycle->entity : nullptr) {}

  // Adds the field at this dotted path, or the record's own $when. False: there is no such field.
  bool add_field(std::string_view path);
  void add_condition();
  // Adds the field at this path and the variable of the outermost $let of this name. False: there is neither.
  bool add_name(std::string_view path);

  [[nodiscard]] bool lifecycle() const noexcept { return lifecycle_; }
  [[nodiscard]] bool contains(const scenario::Node& node) const { return nodes_.count(&node) != 0; }

 private:
  using Maps = std::vector<const scenario::Node*>;  // enclosing, outermost first

  bool follow(const scenario::Node& node, std::string_view path, Maps& maps);
  void whole(const scenario::Node& node, Maps& maps);
  void directives(const scenario::Node& map, Maps& maps);
  void names_of(const scenario::Node& scalar, const Maps& maps);
  void names_in(const Expression& expression, const Maps& maps);
  void resolve(std::string_view name, const Maps& maps);

  const scenario::Node& record_;
  const scenario::Node* entity_;  // the variables of its lifecycle; null: none
  bool lifecycle_ = false;
  std::set<const scenario::Node*> nodes_;
};

// A member's name as the record has it: `$$ref` is a field called `$ref`.
[[nodiscard]] std::string field_name(const std::string& written);
[[nodiscard]] bool is_directive(std::string_view name) noexcept;

// The names of the fields of the object at a dotted path, for messages; none where there is no such object.
[[nodiscard]] std::vector<std::string> field_names(const scenario::Node& record, std::string_view path);

}  // namespace spate::generator
