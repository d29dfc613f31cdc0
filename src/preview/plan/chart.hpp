// Text charts for terminals and logs.
#pragma once

#include <string>
#include <vector>

namespace spate::preview {

// Bars in eighths of a line, one column per value (all >= 0), with the largest value at the top. `unit` is the heading,
// `left` and `right` are the ends of the axis.
struct ChartTexts {
  std::string unit;
  std::string top;
  std::string left, right;
};
[[nodiscard]] std::string text_chart(const std::vector<double>& values, const ChartTexts& texts);

}  // namespace spate::preview
