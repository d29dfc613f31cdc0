#include "scenario/write/key_reference.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace spate::scenario {
namespace {

constexpr std::string_view kEnd = "<!-- /keys -->";

std::string code(std::string_view text) { return text.empty() ? std::string{} : fmt::format("`{}`", text); }

std::string value_column(const KeySpec& key) {
  if (key.type == ValueType::choice) return fmt::format("`{}`", fmt::join(key.choices, "`, `"));
  if (key.type == ValueType::choice_or_map) return fmt::format("`{}`, map", fmt::join(key.choices, "`, `"));
  if (key.type == ValueType::partitioner) return fmt::format("`{}`, `{{explicit: …}}`", fmt::join(key.choices, "`, `"));
  if (key.type == ValueType::count && key.max < 1'000'000) return fmt::format("{} to {}", key.min, key.max);
  return std::string{type_name(key.type)};
}

// A bar in a table needs a backslash.
std::string row_cell(std::string text) {
  for (auto at = text.find('|'); at != std::string::npos; at = text.find('|', at + 2)) text.insert(at, 1, '\\');
  return text;
}

std::string table_row(const KeySpec& key) {
  return fmt::format("| `{}`{} | {} | {} | {} | {} |\n", key.name, key.required ? " (required)" : "",
                     row_cell(value_column(key)), code(key.fallback), code(key.example), key.help);
}

}  // namespace

std::string reference_table(SectionKind kind) {
  std::string table = "| key | value | default | example | description |\n|---|---|---|---|---|\n";
  for (const auto* key : keys_of(kind)) table += table_row(*key);
  return table;
}

std::string with_reference_tables(std::string_view page) {
  std::string text{page};
  for (const auto kind : section_kinds()) {
    const auto begin = fmt::format("<!-- keys: {} -->\n", section_name(kind));
    const auto start = text.find(begin);
    const auto end = text.find(kEnd, start);
    if (start == std::string::npos || end == std::string::npos) continue;
    const auto from = start + begin.size();
    text.replace(from, end - from, reference_table(kind));
  }
  return text;
}

}  // namespace spate::scenario
