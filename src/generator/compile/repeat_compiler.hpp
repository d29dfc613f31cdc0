// Compiles arrays of a repeated item ($repeat).
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "generator/compile/directive_compiler.hpp"

namespace spate::generator {

class TreeCompiler;
struct Commas;

class RepeatCompiler {
 public:
  RepeatCompiler(RecordParts& record, DirectiveCompiler& directives, TreeCompiler& tree)
      : record_(record), context_(record.context), directives_(directives), tree_(tree) {}

  // Emits the array of a map with $repeat and $item. `inner` is the scope of an item.
  void array(const scenario::Node& map, Binding& binding, const std::shared_ptr<Scope>& inner);

 private:
  [[nodiscard]] std::optional<Operand> count(const scenario::Node& times, const std::string& path);
  Commas item(const scenario::Node& map, Binding& array, const std::shared_ptr<Scope>& inner, const Operand& number,
              Int128 max_items);

  RecordParts& record_;
  CompileContext& context_;
  DirectiveCompiler& directives_;
  TreeCompiler& tree_;
};

}  // namespace spate::generator
