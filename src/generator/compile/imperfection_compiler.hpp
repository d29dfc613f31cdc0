// What the stream's imperfections need of its record: a clock to skew, an event time to set back, a format to break.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "generator/compile/compile_context.hpp"

namespace spate::generator {

class ImperfectionCompiler {
 public:
  explicit ImperfectionCompiler(CompileContext& context) : context_(context) {}

  // Before anything is drawn, also where another stream computes this record again.
  void event_time_shift();
  // Called for each field and variable once it has its value.
  void skew_clock(const Binding& binding);
  // Whether the record is sent, of which `present` says whether it has a value by itself.
  [[nodiscard]] Operand sent(std::optional<Register> present);
  // Some value asks for event_time() here. Throws where its clock is not known yet.
  void ask_event_time(std::size_t offset);
  // The record is whole: what is left goes wrong when it has been made. `root` has the record's names.
  void finish(const Scope& root);

 private:
  [[nodiscard]] const ImperfectionPlan* plan();
  [[nodiscard]] std::vector<Imperfection> malformed_kinds();

  CompileContext& context_;
  bool event_time_asked_ = false;
  bool clock_skewed_ = false;
};

}  // namespace spate::generator
