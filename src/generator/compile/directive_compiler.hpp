// Compiles the directives of a map: the variables of its $let, the condition of its $when.
#pragma once

#include <optional>
#include <string>

#include "generator/compile/record_parts.hpp"

namespace spate::generator {

class DirectiveCompiler {
 public:
  explicit DirectiveCompiler(RecordParts& record) : record_(record), context_(record.context) {}

  // Reports directives that are unknown, or stand where they have no meaning.
  void check(const scenario::Node& map, const std::string& path) const;
  // Adds the map's variables to the scope.
  void variables(const scenario::Node& map, Scope& scope, const std::string& path);
  // The register of the map's condition; nothing where it has none, or one that is in error.
  [[nodiscard]] std::optional<Register> when(const scenario::Node& map, const std::string& path);
  // A map below $value: its variables join those beside $value, and so does what else is asked of a map; whether it is
  // there is asked beside $value alone.
  void below_value(const scenario::Node& value, Scope& scope, const std::string& path);

 private:
  RecordParts& record_;
  CompileContext& context_;
};

}  // namespace spate::generator
