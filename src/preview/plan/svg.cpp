#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "preview/plan/plan.hpp"
#include "report/figures.hpp"

namespace spate::preview {
namespace {

constexpr double kWidth = 720;
constexpr double kHeight = 300;
constexpr double kLeft = 70;
constexpr double kRight = 20;
constexpr double kTop = 40;
constexpr double kBottom = 36;
constexpr std::size_t kPoints = 640;
constexpr int kTicks = 4;
// Colors that color-blind people can tell apart (Okabe and Ito, "Color Universal Design", 2008).
constexpr std::array kColors{"#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9"};

double x_at(double share) { return kLeft + share * (kWidth - kLeft - kRight); }
double y_at(double share) { return kHeight - kBottom - share * (kHeight - kTop - kBottom); }

// Rounds up to 1, 2, 2.5 or 5 times a power of ten, for round ticks.
double round_top(double peak) {
  if (peak <= 0) return 1;
  const double power = std::pow(10, std::floor(std::log10(peak)));
  for (const double step : {1.0, 2.0, 2.5, 5.0})
    if (peak <= step * power * (1 + 1e-9)) return step * power;
  return 10 * power;
}

std::string text_at(double x, double y, const char* anchor, std::string_view text) {
  return fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"{}\">{}</text>\n", x, y, anchor, text);
}

std::string axes(const Plan& plan, double top) {
  std::string svg;
  for (int tick = 0; tick <= kTicks; ++tick) {
    const double share = static_cast<double>(tick) / kTicks;
    svg += fmt::format("<line x1=\"{:.1f}\" y1=\"{:.1f}\" x2=\"{:.1f}\" y2=\"{:.1f}\" stroke=\"#ddd\"/>\n", x_at(0),
                       y_at(share), x_at(1), y_at(share));
    svg += text_at(kLeft - 8, y_at(share) + 4, "end", fmt::format("{:.6g}", top * share));
    svg += text_at(x_at(share), kHeight - kBottom + 18, "middle",
                   time_text(std::chrono::duration_cast<Duration>(since_start(plan.span) * share)));
  }
  return svg + text_at(kLeft - 8, kTop - 18, "end", "records/s");
}

// Names of streams need no XML escaping.
std::string legend(const Plan& plan) {
  std::string svg;
  double x = kLeft + 10;
  for (std::size_t i = 0; i < plan.streams.size(); ++i) {
    const auto& name = plan.streams[i].name;
    svg += fmt::format("<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"12\" height=\"3\" fill=\"{}\"/>\n", x, kTop - 23,
                       kColors[i % kColors.size()]);
    svg += text_at(x + 16, kTop - 18, "start", name);
    x += 32 + 7 * static_cast<double>(name.size());
  }
  return svg;
}

std::string line(const std::vector<double>& rates, double top, const char* color) {
  std::string points;
  for (std::size_t i = 0; i < rates.size(); ++i)
    points += fmt::format("{:.1f},{:.1f} ", x_at((static_cast<double>(i) + 0.5) / static_cast<double>(rates.size())),
                          y_at(rates[i] / top));
  return fmt::format("<polyline fill=\"none\" stroke=\"{}\" stroke-width=\"1.5\" points=\"{}\"/>\n", color, points);
}

}  // namespace

std::string to_svg(const Plan& plan) {
  double peak = 0;
  std::vector<std::vector<double>> curves;
  for (const StreamPlan& stream : plan.streams) {
    curves.push_back(curve(plan, stream, kPoints, Per::records));
    peak = std::max(peak, *std::max_element(curves.back().begin(), curves.back().end()));
  }
  const double top = round_top(peak);
  auto svg = fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {0} {1}\" width=\"{0}\" height=\"{1}\" "
      "font-family=\"sans-serif\" font-size=\"12\">\n<rect width=\"{0}\" height=\"{1}\" fill=\"white\"/>\n",
      kWidth, kHeight);
  svg += axes(plan, top) + legend(plan);
  for (std::size_t i = 0; i < curves.size(); ++i) svg += line(curves[i], top, kColors[i % kColors.size()]);
  return svg + "</svg>\n";
}

}  // namespace spate::preview
