// What the names in a record's expressions stand for: variables, earlier fields, tables, records of other streams.
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

  // What a name or path stands for; null: no such binding (a table, a column, or nothing).
  [[nodiscard]] const Binding* find_binding(const Expression& expression) const;
  // Null: the name is not a table's, or is a variable's or a field's first.
  [[nodiscard]] const CompiledTable* find_table(const Expression& name) const;
  // The name or call that stands for another stream's record, and the path of the field behind it; null: neither.
  [[nodiscard]] const Expression* find_record(const Expression& expression, std::string& path) const;

  // Throws: nothing is called so, or it comes later.
  [[noreturn]] void unknown(std::string_view name, std::size_t offset) const;

 private:
  [[nodiscard]] std::string other_meaning(std::string_view name) const;

  const CompileContext& context_;
  const RecordTables& tables_;
};

}  // namespace spate::generator
