// The tables that the expressions of one record may name: the generator's own, and those that come with spate. Keeps
// also the tables without a name that expressions are made of.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "generator/compile/compile_context.hpp"
#include "generator/value/table.hpp"

namespace spate::generator {

class RecordTables {
 public:
  explicit RecordTables(CompileContext& context) : context_(context) {}

  // Reads the generator's own tables; reports what is wrong with them.
  void read();
  [[nodiscard]] const std::vector<std::shared_ptr<const CompiledTable>>& own() const noexcept { return own_; }

  // Null: there is none of this name.
  [[nodiscard]] const CompiledTable* find(std::string_view name) const;
  [[nodiscard]] std::vector<std::string> names() const;

  // A table that has no name of its own: the alternatives of a choice.
  [[nodiscard]] const CompiledTable& keep(CompiledTable table);
  // The table whose rows are the stream's records.
  [[nodiscard]] const CompiledTable& records_of(const scenario::Stream& stream);

 private:
  CompileContext& context_;
  std::vector<std::shared_ptr<const CompiledTable>> own_;
  std::vector<std::unique_ptr<const CompiledTable>> unnamed_;
};

}  // namespace spate::generator
