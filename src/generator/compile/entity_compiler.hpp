// The lifecycle of a stream's records: which entity this one is a step of, and the variables drawn once for it.
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

  // Finds the record's entity, and computes its variables; nothing where the stream has no lifecycle.
  void begin(ScalarCompiler& scalars);
  // The scope of the entity's variables; null: there are none.
  [[nodiscard]] const Scope* variables() const noexcept { return variables_.get(); }
  // What the lifecycle says of this record, in four registers: entity, step, state, and the record of the step before
  // (null at step 0). Throws where the stream has no lifecycle.
  [[nodiscard]] Register step(std::size_t offset) const;

 private:
  [[nodiscard]] std::shared_ptr<const LifecyclePlan> plan_of(const scenario::Lifecycle& lifecycle);
  void compute_variables(const scenario::Lifecycle& lifecycle, ScalarCompiler& scalars);

  CompileContext& context_;
  std::optional<Register> step_;
  std::shared_ptr<Scope> variables_;
};

}  // namespace spate::generator
