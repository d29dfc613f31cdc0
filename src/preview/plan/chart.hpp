// A curve as a chart of text, for terminals and logs.
#pragma once

#include <string>
#include <vector>

namespace spate::preview {

// Bars of eighths of a line, as many columns as values (all >= 0), with the largest value written at the top. `unit`
// heads it, `left` and `right` stand under its ends.
struct ChartTexts {
  std::string unit;
  std::string top;
  std::string left, right;
};
[[nodiscard]] std::string text_chart(const std::vector<double>& values, const ChartTexts& texts);

}  // namespace spate::preview
