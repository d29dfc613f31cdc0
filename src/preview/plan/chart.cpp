#include "preview/plan/chart.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "report/figures.hpp"

namespace spate::preview {
namespace {

constexpr std::size_t kLines = 8;
constexpr std::size_t kEighths = 8;
constexpr std::array<const char*, kEighths + 1> kBlocks{" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};

std::string padded(const std::string& text, std::size_t width) {
  return std::string(width - std::min(width, report::display_width(text)), ' ') + text;
}

// Height of a bar in eighths of a line, at least 1 for values above 0.
std::size_t height(double value, double top) {
  if (value <= 0 || top <= 0) return 0;
  return std::max<std::size_t>(1, static_cast<std::size_t>(std::lround(value / top * kLines * kEighths)));
}

}  // namespace

std::string text_chart(const std::vector<double>& values, const ChartTexts& texts) {
  const double top = values.empty() ? 0 : *std::max_element(values.begin(), values.end());
  const auto width = report::display_width(texts.top);
  std::string chart = texts.unit + "\n";
  for (std::size_t line = kLines; line-- > 0;) {
    chart += padded(line + 1 == kLines ? texts.top : line == 0 ? "0" : "", width) + " |";
    for (const double value : values) {
      const auto eighths = height(value, top);
      chart += kBlocks[std::min(kEighths, eighths - std::min(eighths, line * kEighths))];
    }
    chart.erase(chart.find_last_not_of(' ') + 1);
    chart += '\n';
  }
  const auto left_width = report::display_width(texts.left);
  const auto right_width = std::max(values.size(), left_width + 1 + report::display_width(texts.right)) - left_width;
  return chart + padded("", width) + "  " + texts.left + padded(texts.right, right_width) + "\n";
}

}  // namespace spate::preview
