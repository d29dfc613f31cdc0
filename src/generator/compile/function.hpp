// A function of the record language: its documentation, and the compiler of its calls.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "generator/compile/record_parts.hpp"
#include "generator/compile/registers.hpp"
#include "generator/value/number.hpp"

namespace spate::generator {

class Call;

struct Parameter {
  enum class Need { required, optional, rest };  // rest: any number of further arguments; only the last parameter

  std::string_view name;
  Need need = Need::required;
  std::string_view help;
};

struct Function {
  std::string_view name;
  std::string_view group;  // numbers, choices, identity, time, people and places, machines, payment, movement
  std::vector<Parameter> parameters;
  std::string_view help;
  std::string_view example;  // one scalar as written in a record
  Operand (*compile)(Call& call) = nullptr;
};

// In the order of the documentation.
[[nodiscard]] const std::vector<Function>& all_functions();

// int(min, max)
[[nodiscard]] std::string signature(const Function& function);

// A call being compiled: its arguments by parameter.
class Call {
 public:
  // Throws ExpressionError if the arguments do not match the parameters.
  Call(RecordParts& parts, const Function& function, const Expression& expression);

  RecordParts& record;  // for functions that need more than arguments

  [[nodiscard]] bool has(std::size_t parameter) const noexcept;
  [[nodiscard]] const Expression& expression(std::size_t parameter) const noexcept { return *bound_[parameter]; }
  [[nodiscard]] std::size_t argument_count() const noexcept {
    return bound_.size();
  }  // rest arguments follow the parameters
  [[nodiscard]] std::size_t offset() const noexcept { return expression_.offset; }
  [[nodiscard]] std::size_t offset(std::size_t parameter) const noexcept { return bound_[parameter]->offset; }

  [[nodiscard]] Operand operand(std::size_t parameter);
  [[nodiscard]] Operand number(std::size_t parameter);   // exact or real, never null
  [[nodiscard]] Operand integer(std::size_t parameter);  // never null
  [[nodiscard]] Operand condition(std::size_t parameter);
  [[nodiscard]] Decimal constant(std::size_t parameter);  // an exact constant
  // An integer constant within [min, max].
  [[nodiscard]] std::int64_t constant(std::size_t parameter, std::int64_t min, std::int64_t max);
  [[nodiscard]] std::string text(std::size_t parameter);  // constant text
  // The name of a table or of a column, with or without quotes.
  [[nodiscard]] const CompiledTable& table(std::size_t parameter);
  [[nodiscard]] std::size_t column(std::size_t parameter, const CompiledTable& table);

  [[nodiscard]] Emitter& code() const noexcept { return record.context.code(); }
  [[nodiscard]] Operand compile(const Expression& expression) const { return record.expressions.compile(expression); }
  // Adds an operation with a new result register.
  Op& add(OpFunction run, Register& to);
  [[nodiscard]] std::uint64_t site() noexcept { return record.context.site(); }
  // Registers that the result depends on the time. Throws ExpressionError if it is not known, or in a table.
  void use_time() const;

  [[noreturn]] void fail(std::size_t offset, const std::string& text) const { throw ExpressionError(offset, text); }

 private:
  void bind(const Expression::Argument& argument, std::size_t position);

  const Function& function_;
  const Expression& expression_;
  std::vector<const Expression*> bound_;  // null: missing
};

}  // namespace spate::generator
