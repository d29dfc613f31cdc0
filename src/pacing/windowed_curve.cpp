#include "pacing/windowed_curve.hpp"

#include <algorithm>
#include <utility>

namespace spate::pacing {
namespace {

// The last day in the range of times, in 2262.
constexpr auto kLastDay = std::chrono::floor<std::chrono::days>(LocalTime::max()) - std::chrono::days{1};

bool applies_on(const scenario::Window& window, std::chrono::local_days day) {
  const auto weekday = std::chrono::weekday{day}.iso_encoding() - 1;  // Monday is 0
  return ((window.days >> weekday) & 1U) != 0;
}

bool contains(const scenario::Window& window, LocalTime local) {
  const auto day = day_of(local);
  const Duration time = time_of_day(local);
  if (window.from < window.to) return applies_on(window, day) && time >= window.from && time < window.to;
  return (applies_on(window, day) && time >= window.from) ||
         (applies_on(window, day - std::chrono::days{1}) && time < window.to);
}

// The factor in units of 1 / measure.factor.
std::uint64_t factor_at(const scenario::RateProfile& profile, const scenario::Measure& measure, LocalTime local) {
  for (const auto& window : profile.windows)
    if (contains(window, local)) return window.factor.times * (measure.factor / window.factor.over);
  return measure.factor;
}

// The times of day at which a window starts or ends, ascending.
std::vector<Duration> boundary_times(const scenario::RateProfile& profile) {
  std::vector<Duration> times{Duration{}};
  for (const auto& window : profile.windows) times.insert(times.end(), {window.from, window.to % kDay});
  std::sort(times.begin(), times.end());
  times.erase(std::unique(times.begin(), times.end()), times.end());
  return times;
}

}  // namespace

WindowedCurve::WindowedCurve(Stages stages, const scenario::RateProfile& profile, const scenario::Measure& measure,
                             const WallClockStart& clock_start)
    : stages_(std::move(stages)) {
  add({}, measure.factor);
  if (!profile.windows.empty()) {
    const StreamTime end = std::min(stages_.end(), StreamTime{scenario::kMaxExpandedTime});
    const auto times = boundary_times(profile);
    const auto locals = local_time_spans(clock_start);
    intervals_.clear();
    for (std::size_t i = 0; i < locals.size() && locals[i].begin < end; ++i) {
      const StreamTime until = i + 1 < locals.size() ? std::min(end, locals[i + 1].begin) : end;
      const auto& local = locals[i];
      add(local.begin, factor_at(profile, measure, local.local));
      for (auto day = day_of(local.local); day <= kLastDay && local.begin + (day - local.local) < until; ++day)
        for (const Duration time : times) {
          const StreamTime begin = local.begin + (day + time - local.local);
          if (begin > local.begin && begin < until) add(begin, factor_at(profile, measure, day + time));
        }
    }
  }
  const auto& last = intervals_.back();
  total_ = last.area + last.factor * (stages_.total() - last.stages_area);
}

void WindowedCurve::add(StreamTime begin, std::uint64_t factor) {
  if (intervals_.empty()) return intervals_.push_back({.begin = begin, .factor = factor});
  const auto& before = intervals_.back();
  if (before.factor == factor) return;
  const Uint128 stages_area = stages_.at(begin).area_at(begin);
  intervals_.push_back({.begin = begin,
                        .factor = factor,
                        .stages_area = stages_area,
                        .area = before.area + before.factor * (stages_area - before.stages_area)});
}

Span WindowedCurve::multiplied(std::size_t number, const Span& span) const noexcept {
  const auto& interval = intervals_[number];
  const StreamTime end = number + 1 < intervals_.size() ? intervals_[number + 1].begin : kNever;
  Span part = span.clipped(interval.begin, end);
  part.area = interval.area + interval.factor * (part.area - interval.stages_area);
  part.total *= interval.factor;
  part.factor = interval.factor;
  return part;
}

Span WindowedCurve::at(StreamTime time) const noexcept {
  const auto after =
      std::upper_bound(intervals_.begin(), intervals_.end(), time,
                       [](StreamTime begin, const Interval& interval) { return begin < interval.begin; });
  return multiplied(static_cast<std::size_t>(after - intervals_.begin()) - 1, stages_.at(time));
}

Span WindowedCurve::span_at_area(Uint128 area) const noexcept {
  const auto after = std::upper_bound(intervals_.begin(), intervals_.end(), area,
                                      [](Uint128 sum, const Interval& interval) { return sum < interval.area; });
  const auto number = static_cast<std::size_t>(after - intervals_.begin()) - 1;
  const auto& at = intervals_[number];
  return multiplied(number, stages_.span_at_area(at.stages_area + (area - at.area) / at.factor));
}

double WindowedCurve::rate_at(StreamTime time) const noexcept {
  const Span span = at(time);
  const auto& piece = span.piece;
  const auto inside = static_cast<double>((span.cut + (time - span.begin)).count());
  const auto from = static_cast<double>(piece.from);
  const auto rate = from + (static_cast<double>(piece.to) - from) * inside / static_cast<double>(piece.length.count());
  return 2e9 * rate * static_cast<double>(span.factor);
}

}  // namespace spate::pacing
