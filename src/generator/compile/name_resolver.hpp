// Resolves the names in expressions: variables, earlier fields, tables, and records of other streams.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "generator/compile/compile_context.hpp"
#include "generator/compile/record_tables.hpp"
#include "generator/expression/expression.hpp"

namespace spate::generator {

class NameResolver {
 public:
  NameResolver(const CompileContext& context, const RecordTables& tables) : context_(context), tables_(tables) {}

  // The variable or field at a name or path. Returns null if it is a table, a column or unknown.
  [[nodiscard]] const Binding* find_binding(const Expression& expression) const;
  // Returns null if the name is not that of a table, or if a variable or field hides the table.
  [[nodiscard]] const CompiledTable* find_table(const Expression& name) const;
  // The name or call that refers to another stream's record, and the path of its field. Returns null if there is none.
  [[nodiscard]] const Expression* find_record(const Expression& expression, std::string& path) const;

  // Throws ExpressionError: the name is unknown or is defined later.
  [[noreturn]] void unknown(std::string_view name, std::size_t offset) const;

 private:
  [[nodiscard]] std::string other_meaning(std::string_view name) const;

  const CompileContext& context_;
  const RecordTables& tables_;
};

}  // namespace spate::generator
