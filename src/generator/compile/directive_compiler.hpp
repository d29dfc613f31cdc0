// Compiles the directives of a map: variables ($let) and condition ($when).
#pragma once

#include <optional>
#include <string>

#include "generator/compile/record_parts.hpp"

namespace spate::generator {

class DirectiveCompiler {
 public:
  explicit DirectiveCompiler(RecordParts& record) : record_(record), context_(record.context) {}

  // Reports directives that are unknown or not allowed here.
  void check(const scenario::Node& map, const std::string& path) const;
  // Adds the map's variables to the scope.
  void variables(const scenario::Node& map, Scope& scope, const std::string& path);
  // The register of the map's condition. Returns nullopt if it has none, or if the condition is invalid.
  [[nodiscard]] std::optional<Register> when(const scenario::Node& map, const std::string& path);
  // Checks a map under $value and adds its variables to the scope. A $when is only allowed next to $value.
  void below_value(const scenario::Node& value, Scope& scope, const std::string& path);

 private:
  RecordParts& record_;
  CompileContext& context_;
};

}  // namespace spate::generator
