// Compiles the record key: a field of the record, an expression, or a JSON object of several fields.
#pragma once

#include <optional>
#include <string>

#include "generator/compile/record_parts.hpp"

namespace spate::generator {

class KeyCompiler {
 public:
  // `root` is the binding of the whole record.
  KeyCompiler(RecordParts& record, const Binding& root) : record_(record), context_(record.context), root_(root) {}

  void key();

 private:
  // Returns nullopt and reports it if there is no such field.
  [[nodiscard]] std::optional<Operand> field(const scenario::Node& written, const std::string& path);
  void key_of_fields();

  RecordParts& record_;
  CompileContext& context_;
  const Binding& root_;
};

}  // namespace spate::generator
