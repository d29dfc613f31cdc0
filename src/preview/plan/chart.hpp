// Text charts for terminals and logs.
#pragma once

#include <string>
#include <vector>

namespace spate::preview {

struct ChartTexts {
  std::string unit;         // heading
  std::string top;          // largest value
  std::string left, right;  // ends of the time axis
};
// One column per value; all values are >= 0. Bars have a resolution of an eighth of a line.
[[nodiscard]] std::string text_chart(const std::vector<double>& values, const ChartTexts& texts);

}  // namespace spate::preview
