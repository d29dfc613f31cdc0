// Compiles the scalars of one record to operands: a constant, an expression, or text made of both.
#pragma once

#include <optional>
#include <string>

#include "generator/compile/compile_context.hpp"
#include "generator/expression/scalar.hpp"
#include "generator/value/expression_error.hpp"

namespace spate::generator {

class ExpressionCompiler;

// What is wrong is reported, and gives an operand of unknown type.
class ScalarCompiler {
 public:
  ScalarCompiler(CompileContext& context, ExpressionCompiler& expressions)
      : context_(context), expressions_(expressions) {}

  [[nodiscard]] Operand scalar(const scenario::Node& node, const std::string& path);
  // `path` is the name its draws go by, `whole` the one for messages.
  [[nodiscard]] Operand scalar(const scenario::Node& node, const std::string& path, const std::string& whole);
  // A value beside the record's own, with the record's fields as names; nothing where it is in error. No field is
  // called what a site is called, as a single dollar begins a directive.
  [[nodiscard]] std::optional<Operand> beside(const scenario::EnvelopeField& written, const std::string& site);
  void report(const scenario::Node& node, const std::string& whole, const ExpressionError& error) const;

 private:
  [[nodiscard]] Operand text_of(const Scalar& scalar);

  CompileContext& context_;
  ExpressionCompiler& expressions_;
};

}  // namespace spate::generator
