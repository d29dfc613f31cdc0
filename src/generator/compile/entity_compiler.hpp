// Compiles the lifecycle of a stream: the entity of a record, and the variables of the entity.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>

#include "generator/compile/compile_context.hpp"

namespace spate::generator {

class ScalarCompiler;

class EntityCompiler {
 public:
  explicit EntityCompiler(CompileContext& context) : context_(context) {}

  // Emits the record's entity and its variables. Does nothing if the stream has no lifecycle.
  void begin(ScalarCompiler& scalars);
  // The scope of the entity's variables; null if there are none.
  [[nodiscard]] const Scope* variables() const noexcept { return variables_.get(); }
  // The first of four registers: entity, step, state, and record of the previous step (null at step 0). Throws
  // ExpressionError if the stream has no lifecycle.
  [[nodiscard]] Register step(std::size_t offset) const;

 private:
  [[nodiscard]] std::shared_ptr<const LifecyclePlan> plan_of(const scenario::Lifecycle& lifecycle);
  void compute_variables(const scenario::Lifecycle& lifecycle, ScalarCompiler& scalars);

  CompileContext& context_;
  std::optional<Register> step_;
  std::shared_ptr<Scope> variables_;
};

}  // namespace spate::generator
