// Values of earlier fields that later expressions use. Kept in a register if the field is optional, or if its text
// would have to be made again.
#pragma once

#include <cstddef>
#include <map>
#include <string>

#include "generator/compile/compile_context.hpp"

namespace spate::generator {

class KeptValues {
 public:
  explicit KeptValues(CompileContext& context) : context_(context) {}

  // Allocates the registers of requested fields at `path` and below. Called before a $when may skip them.
  void prepare(const std::string& path);
  // Stores the value of a requested field in its register.
  void keep(Binding& binding);
  // Marks the field as optional for later expressions.
  void mark_optional(Binding& binding) const;

  [[nodiscard]] Operand value_of(const Binding& binding, std::size_t offset);
  // The same, but makes text again instead of keeping it. Draws are pure, so the text is equal.
  [[nodiscard]] Operand value_again(const Binding& binding, std::size_t offset);

 private:
  CompileContext& context_;
  std::map<std::string, Register> kept_;  // optional fields, by path
};

}  // namespace spate::generator
