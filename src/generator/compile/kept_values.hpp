// Values of earlier fields that later expressions use: kept in a register where the field may be left out, or where its
// text would have to be made again.
#pragma once

#include <cstddef>
#include <map>
#include <string>

#include "generator/compile/compile_context.hpp"

namespace spate::generator {

class KeptValues {
 public:
  explicit KeptValues(CompileContext& context) : context_(context) {}

  // What later expressions need of `path`, which may be left out, and of everything below it gets its register before
  // anything may be skipped.
  void prepare(const std::string& path);
  // The value of a field that a later expression asked for goes to its register.
  void keep(Binding& binding);
  // From here on the value may be missing.
  void leave_out(Binding& binding) const;

  [[nodiscard]] Operand value_of(const Binding& binding, std::size_t offset);
  // Likewise, of which text made for the record is made once more: draws are pure.
  [[nodiscard]] Operand value_again(const Binding& binding, std::size_t offset);

 private:
  CompileContext& context_;
  std::map<std::string, Register> kept_;  // fields that may be left out, by path
};

}  // namespace spate::generator
