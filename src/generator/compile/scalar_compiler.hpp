// Compiles the scalars of one record to operands: a constant, an expression, or text made of both.
#pragma once

#include <optional>
#include <string>

#include "generator/compile/compile_context.hpp"
#include "generator/expression/scalar.hpp"
#include "generator/value/expression_error.hpp"

namespace spate::generator {

class ExpressionCompiler;

// Reports problems; the operand then has the type unknown.
class ScalarCompiler {
 public:
  ScalarCompiler(CompileContext& context, ExpressionCompiler& expressions)
      : context_(context), expressions_(expressions) {}

  [[nodiscard]] Operand scalar(const scenario::Node& node, const std::string& path);
  // `path` is the site of its draws, `whole` the path for messages.
  [[nodiscard]] Operand scalar(const scenario::Node& node, const std::string& path, const std::string& whole);
  // A value outside the record (key, header, timestamp, partition), which may use the record's fields. Returns nullopt
  // if it is invalid. `site` begins with a single dollar, so it differs from the path of every field.
  [[nodiscard]] std::optional<Operand> envelope_value(const scenario::EnvelopeField& written, const std::string& site);
  void report(const scenario::Node& node, const std::string& whole, const ExpressionError& error) const;

 private:
  [[nodiscard]] Operand text_of(const Scalar& scalar);

  CompileContext& context_;
  ExpressionCompiler& expressions_;
};

}  // namespace spate::generator
