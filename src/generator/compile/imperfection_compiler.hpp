// Compiles the imperfections of a stream: shifts of the event time, clock skew, and the plan for finished records.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "generator/compile/compile_context.hpp"

namespace spate::generator {

class ImperfectionCompiler {
 public:
  explicit ImperfectionCompiler(CompileContext& context) : context_(context) {}

  // Emits the shift of the event time. Called first, also for references from other streams.
  void event_time_shift();
  // Called for each field and variable, after its value.
  void skew_clock(const Binding& binding);
  // Whether the record is sent with a value. `present`: its own condition; nullopt: none.
  [[nodiscard]] Operand sent(std::optional<Register> present);
  // Called for each use of event_time(). Throws ExpressionError if its clock is not known yet.
  void use_event_time(std::size_t offset);
  // Called after the record: stores the plan, and reports settings without effect. `root` has the record's names.
  void finish(const Scope& root);

 private:
  [[nodiscard]] const ImperfectionPlan* plan();
  [[nodiscard]] std::vector<Imperfection> malformed_kinds();

  CompileContext& context_;
  bool event_time_used_ = false;
  bool clock_skewed_ = false;
};

}  // namespace spate::generator
