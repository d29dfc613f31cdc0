// daily: rates by time of day.
#include <fmt/format.h>

#include <algorithm>

#include "scenario/rate/stage_shape.hpp"
#include "scenario/rate/stage_values.hpp"
#include "scenario/text/calendar_text.hpp"

namespace spate::scenario {

namespace {

constexpr std::size_t kMaxPoints = 288;  // one every five minutes

// Reads one point of `daily`; `day` has the earlier ones.
std::optional<Daily::Point> read_point(const StageSection& stage, const Daily& day, const Node::Member& member) {
  const auto path = member_path(stage.section().path(Daily::kName), member.name);
  const auto rate = stage.rate(member.value, path);
  auto at = parse_time_of_day(member.name);
  if (at.value && !day.points.empty() && *at.value <= day.points.back().at)
    at = {std::nullopt, fmt::format("times are not in ascending order: this one follows {}",
                                    format_time_of_day(day.points.back().at))};
  if (!at.value) stage.section().context().diagnostics.report(member.place, path, std::move(at.problem));
  return at.value && rate ? std::optional{Daily::Point{*at.value, *rate}} : std::nullopt;
}

// Returns an empty text if the day is valid.
std::string daily_problem(const Daily& day) {
  if (day.points.size() < 2) return "daily needs at least two times: add one, or use {hold: 100/s} for a constant rate";
  if (day.points.size() > kMaxPoints) return fmt::format("more than {} times of day: remove some", kMaxPoints);
  const bool has_zero_rate =
      std::any_of(day.points.begin(), day.points.end(), [](const auto& point) { return point.rate.amount == 0; });
  if (day.curve == Curve::exponential && has_zero_rate)
    return "an exponential curve cannot start or end at 0/s: use rates above 0, or another curve";
  return {};
}

}  // namespace

template <>
std::vector<KeySpec> shape_keys<Daily>() {
  return {key_row(SectionKind::stage, Daily::kName, ValueType::rates,
                  "{\"00:00\": 50/s, \"08:00\": 400/s, \"20:00\": 800/s}",
                  "Rates by time of day on the clock of the scenario, 2 to 288 points. The last leads to the first of "
                  "the next day.")};
}

template <>
std::optional<Daily> read_shape(const StageSection& stage) {
  const auto* points = stage.section().map(Daily::kName);
  const auto length = stage.duration(true);
  if (points == nullptr) return std::nullopt;
  Daily day{.points = {}, .curve = stage.curve(), .duration = length.value_or(kNever)};
  bool complete = true;
  for (const auto& member : points->members) {
    const auto point = read_point(stage, day, member);
    complete = complete && point;
    if (point) day.points.push_back(*point);
  }
  if (!complete || !length) return std::nullopt;
  const auto problem = daily_problem(day);
  if (problem.empty()) return day;
  stage.section().report(Daily::kName, problem);
  return std::nullopt;
}

template <>
Node shape_node(const Daily& daily) {
  Node points = map_node();
  for (const auto& [at, rate] : daily.points) put(points, format_time_of_day(at), rate_value(rate));
  return map_of(
      {{"daily", std::move(points)}, {"curve", curve_value(daily.curve)}, {"for", duration_value(daily.duration)}});
}

}  // namespace spate::scenario
