#include "generator/functions/lookup_index.hpp"

#include <algorithm>
#include <span>
#include <string_view>

namespace spate::generator::functions {
namespace {

struct ByNumber {
  static std::int64_t key(const Value& value) noexcept { return value.number; }
};
struct ByText {
  static std::string_view key(const Value& value) noexcept { return {value.text, value.size}; }
};

template <class By>
OpResult find_row(Machine& machine, const Op* op, char* out) noexcept {
  const std::span entries{static_cast<const LookupEntry*>(op->data), static_cast<std::size_t>(op->x)};
  const auto key = By::key(machine[op->a]);
  const auto match =
      std::lower_bound(entries.begin(), entries.end(), key,
                       [](const LookupEntry& entry, const auto& value) { return By::key(entry.value) < value; });
  const bool exists = match != entries.end() && By::key(match->value) == key;
  machine[op->to].number = exists ? match->row : 0;
  machine[op->to].null = exists ? 0 : 1;
  return continue_with(machine, op + 1, out);
}

// Keeps the first row of each value.
template <class By>
void sort_unique(std::vector<LookupEntry>& entries) {
  std::stable_sort(entries.begin(), entries.end(),
                   [](const auto& a, const auto& b) { return By::key(a.value) < By::key(b.value); });
  const auto same = [](const auto& a, const auto& b) { return By::key(a.value) == By::key(b.value); };
  entries.erase(std::unique(entries.begin(), entries.end(), same), entries.end());
}

}  // namespace

std::vector<LookupEntry> lookup_index(const CompiledTable::Column& column, ConstantPool& pool) {
  std::vector<LookupEntry> entries;
  for (std::size_t row = 0; row < column.cells.size(); ++row) {
    const auto& cell = column.cells[row];
    if (cell.is_null()) continue;
    LookupEntry entry{{}, static_cast<std::int64_t>(row)};
    entry.value.number = cell.number;
    if (cell.type.is(Type::Kind::text)) {
      entry.value.text = pool.text(cell.text);
      entry.value.size = static_cast<std::uint32_t>(cell.text.size());
    }
    entries.push_back(entry);
  }
  column.type.is(Type::Kind::text) ? sort_unique<ByText>(entries) : sort_unique<ByNumber>(entries);
  return entries;
}

OpResult run_lookup_number(Machine& machine, const Op* op, char* out) noexcept {
  return find_row<ByNumber>(machine, op, out);
}
OpResult run_lookup_text(Machine& machine, const Op* op, char* out) noexcept {
  return find_row<ByText>(machine, op, out);
}

}  // namespace spate::generator::functions
