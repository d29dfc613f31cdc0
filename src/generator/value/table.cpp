#include "generator/value/table.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "generator/value/expression_error.hpp"
#include "scenario/text/suggestion.hpp"

namespace spate::generator {

const CompiledTable::Column* CompiledTable::find(std::string_view column) const noexcept {
  const auto match =
      std::find_if(columns.begin(), columns.end(), [&](const Column& each) { return each.name == column; });
  return match == columns.end() ? nullptr : &*match;
}

std::size_t CompiledTable::position(std::string_view column, std::size_t offset) const {
  if (const auto* match = find(column)) return static_cast<std::size_t>(match - columns.data());
  std::vector<std::string_view> names;
  for (const auto& each : columns) names.push_back(each.name);
  auto hint = scenario::did_you_mean(column, names);
  if (hint.empty()) hint = fmt::format(": use one of {}", fmt::join(names, ", "));
  throw ExpressionError(offset, fmt::format("table {} has no column \"{}\"{}", name, column, hint));
}

std::string row_used_as_value(const CompiledTable& table) {
  return table.stream != nullptr ? "a record of another stream is not a value: use one of its fields, such as o.id"
                                 : "a row is not a value: use one of its columns, such as product.id";
}

}  // namespace spate::generator
