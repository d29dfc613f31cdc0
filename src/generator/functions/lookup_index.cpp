#include "generator/functions/lookup_index.hpp"

#include <algorithm>
#include <span>
#include <string_view>

namespace spate::generator::functions {
namespace {

struct ByNumber {
  static std::int64_t of(const Value& value) noexcept { return value.number; }
};
struct ByText {
  static std::string_view of(const Value& value) noexcept { return {value.text, value.size}; }
};

template <class By>
OpResult find(Machine& machine, const Op* op, char* out) noexcept {
  const std::span entries{static_cast<const LookupEntry*>(op->data), static_cast<std::size_t>(op->x)};
  const auto wanted = By::of(machine[op->a]);
  const auto found =
      std::lower_bound(entries.begin(), entries.end(), wanted,
                       [](const LookupEntry& entry, const auto& value) { return By::of(entry.value) < value; });
  const bool there = found != entries.end() && By::of(found->value) == wanted;
  machine[op->to].number = there ? found->row : 0;
  machine[op->to].null = there ? 0 : 1;
  return continue_with(machine, op + 1, out);
}

template <class By>
void sort_first(std::vector<LookupEntry>& entries) {
  std::stable_sort(entries.begin(), entries.end(),
                   [](const auto& a, const auto& b) { return By::of(a.value) < By::of(b.value); });
  const auto same = [](const auto& a, const auto& b) { return By::of(a.value) == By::of(b.value); };
  entries.erase(std::unique(entries.begin(), entries.end(), same), entries.end());
}

}  // namespace

std::vector<LookupEntry> lookup_index(const CompiledTable::Column& column, ConstantPool& pool) {
  std::vector<LookupEntry> entries;
  for (std::size_t row = 0; row < column.cells.size(); ++row) {
    const auto& cell = column.cells[row];
    if (cell.null()) continue;
    LookupEntry entry{{}, static_cast<std::int64_t>(row)};
    entry.value.number = cell.number;
    if (cell.type.is(Type::Kind::text)) {
      entry.value.text = pool.text(cell.text);
      entry.value.size = static_cast<std::uint32_t>(cell.text.size());
    }
    entries.push_back(entry);
  }
  column.type.is(Type::Kind::text) ? sort_first<ByText>(entries) : sort_first<ByNumber>(entries);
  return entries;
}

OpResult run_lookup_number(Machine& machine, const Op* op, char* out) noexcept {
  return find<ByNumber>(machine, op, out);
}
OpResult run_lookup_text(Machine& machine, const Op* op, char* out) noexcept { return find<ByText>(machine, op, out); }

}  // namespace spate::generator::functions
