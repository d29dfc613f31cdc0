#include "generator/compile/record_tables.hpp"

#include <algorithm>
#include <utility>

#include "generator/table/builtin_tables.hpp"
#include "generator/table/read_table.hpp"

namespace spate::generator {

void RecordTables::read() {
  for (const auto& source : context_.stream.generator.tables) {
    const auto same = [&](const auto& table) { return table->name == source.name; };
    if (std::any_of(own_.begin(), own_.end(), same)) continue;
    auto& known = context_.compilation.tables[&source];
    if (!known) known = std::make_shared<const CompiledTable>(read_table(source, context_.problems()));
    own_.push_back(known);
  }
}

const CompiledTable* RecordTables::find(std::string_view name) const {
  for (const auto& table : own_)
    if (table->name == name) return table.get();
  return builtin_table(name);
}

std::vector<std::string> RecordTables::names() const {
  std::vector<std::string> names;
  for (const auto& table : own_) names.push_back(table->name);
  for (const auto& table : builtin_tables()) names.push_back(table.name);
  return names;
}

const CompiledTable& RecordTables::keep(CompiledTable table) {
  return *unnamed_.emplace_back(std::make_unique<const CompiledTable>(std::move(table)));
}

const CompiledTable& RecordTables::records_of(const scenario::Stream& stream) {
  for (const auto& table : unnamed_)
    if (table->stream == &stream) return *table;
  CompiledTable records;
  records.name = stream.name;
  records.stream = &stream;
  return keep(std::move(records));
}

}  // namespace spate::generator
