// The tables of one record: those of its generator, the built-in ones, and unnamed tables that expressions need.
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

  // Reads the tables of the generator and reports their problems.
  void read();
  [[nodiscard]] const std::vector<std::shared_ptr<const CompiledTable>>& own() const noexcept { return own_; }

  // Returns null if there is no table of this name.
  [[nodiscard]] const CompiledTable* find(std::string_view name) const;
  [[nodiscard]] std::vector<std::string> names() const;

  // Keeps an unnamed table, such as the alternatives of a choice.
  [[nodiscard]] const CompiledTable& keep(CompiledTable table);
  // The table whose rows are the stream's records.
  [[nodiscard]] const CompiledTable& records_of(const scenario::Stream& stream);

 private:
  CompileContext& context_;
  std::vector<std::shared_ptr<const CompiledTable>> own_;
  std::vector<std::unique_ptr<const CompiledTable>> unnamed_;
};

}  // namespace spate::generator
