// Objects and lists of one record: names, commas, and members that a $when may leave out.
//
// Commas need no thought at run time: a member that may be left out carries its own comma, behind it until a certain
// member has been written, before it from then on. Only where no member is certain, a last comma is taken back.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "generator/compile/directive_compiler.hpp"
#include "generator/compile/repeat_compiler.hpp"

namespace spate::generator {

// The commas of one object or list.
struct Commas {
  bool certain = false;   // a member that is always there has been written
  bool trailing = false;  // a member that may be left out, with a comma behind it, has been written
};

// Takes a comma at the end of what was written back, when the record is made.
void trim_comma(const CompileContext& context);

class TreeCompiler {
 public:
  TreeCompiler(RecordParts& record, DirectiveCompiler& directives)
      : record_(record), context_(record.context), directives_(directives), repeats_(record, directives, *this) {}

  // Writes the node, and says in `binding` what was written; `inner` is the scope of its members.
  void body(const scenario::Node& node, Binding& binding, const std::shared_ptr<Scope>& inner);
  // A member of an object (with its name) or of a list, and its comma. `inside` runs where it is there for certain.
  void element(
      std::optional<std::string_view> name, const scenario::Node& node, Binding& binding, Scope& scope, Commas& commas,
      const std::function<void()>& inside = [] {});

 private:
  void field(const scenario::Node& node, Binding& binding);
  void object(const scenario::Node& map, const std::string& path, const std::shared_ptr<Scope>& inner);
  void member(const scenario::Node::Member& member, Scope& scope, const std::string& path, Commas& commas);
  void list(const scenario::Node& node, Binding& binding, const std::shared_ptr<Scope>& inner);
  [[nodiscard]] std::optional<Register> condition_of(const scenario::Node& map, const Binding& binding, Scope& inner);
  void null_at(Label label) const;

  RecordParts& record_;
  CompileContext& context_;
  DirectiveCompiler& directives_;
  RepeatCompiler repeats_;
  int depth_ = 0;
};

}  // namespace spate::generator
