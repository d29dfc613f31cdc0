// Compiles the objects and lists of one record: names, commas, and optional members ($when).
//
// Commas are decided at compile time. An optional member writes its own comma: after it, until a certain member has
// been written, and before it from then on. Only if no member is certain, a trailing comma is removed at run time.
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
  bool certain = false;   // a certain member has been written
  bool trailing = false;  // an optional member has a comma after it
};

// Emits the removal of a trailing comma.
void trim_comma(const CompileContext& context);

class TreeCompiler {
 public:
  TreeCompiler(RecordParts& record, DirectiveCompiler& directives)
      : record_(record), context_(record.context), directives_(directives), repeats_(record, directives, *this) {}

  // Emits the node and sets the kind and value of `binding`. `inner` is the scope of its members.
  void body(const scenario::Node& node, Binding& binding, const std::shared_ptr<Scope>& inner);
  // Emits a member of an object (with its name) or of a list, and its comma. Calls `on_written` where the member is
  // written; `is_null` is true where $else writes null instead.
  void element(
      std::optional<std::string_view> name, const scenario::Node& node, Binding& binding, Scope& scope, Commas& commas,
      const std::function<void(bool is_null)>& on_written = [](bool) {});

 private:
  void field(const scenario::Node& node, Binding& binding);
  void object(const scenario::Node& map, const std::string& path, const std::shared_ptr<Scope>& inner);
  void member(const scenario::Node::Member& member, Scope& scope, const std::string& path, Commas& commas);
  void list(const scenario::Node& node, Binding& binding, const std::shared_ptr<Scope>& inner);
  [[nodiscard]] std::optional<Register> condition_of(const scenario::Node& map, const Binding& binding, Scope& inner);
  void null_at(Label label, const std::function<void(bool is_null)>& on_written) const;

  RecordParts& record_;
  CompileContext& context_;
  DirectiveCompiler& directives_;
  RepeatCompiler repeats_;
  int depth_ = 0;
};

}  // namespace spate::generator
