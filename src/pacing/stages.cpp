#include "pacing/stages.hpp"

#include <algorithm>
#include <utility>

namespace spate::pacing {
namespace {

// The remainder, which is never negative.
Duration wrapped(Duration time, Duration length) { return (time % length + length) % length; }

// The position of a stage in its shape at this local time. `first` is the local time at T = 0.
StreamTime phase_at(const scenario::Stage& stage, LocalTime local, LocalTime first) {
  if (const auto* daily = std::get_if<scenario::Daily>(&stage))
    return StreamTime{wrapped(local.time_since_epoch() - daily->points.front().at, kDay)};
  const auto& sine = std::get<scenario::Sine>(stage);
  const LocalTime peak = first + wrapped(*sine.peak_at - first.time_since_epoch(), kDay);
  return StreamTime{wrapped(local - peak + sine.period / 4, sine.period)};
}

std::vector<std::shared_ptr<const Shape>> shapes_of(const scenario::RateProfile& profile, const RateUnits& units) {
  const auto make = [&](const auto& stage) { return std::make_shared<const Shape>(shape_of(stage, units)); };
  std::vector<std::shared_ptr<const Shape>> shapes;
  for (const scenario::Stage& stage : profile.stages) shapes.push_back(std::visit(make, stage));
  return shapes;
}

}  // namespace

Stages::Stages(const scenario::RateProfile& profile, const RateUnits& units, const WallClockStart& beginning) {
  const bool by_the_clock = std::any_of(profile.stages.begin(), profile.stages.end(),
                                        [](const scenario::Stage& stage) { return scenario::uses_wall_clock(stage); });
  // Stages in wall-clock time differ in each pass. So all passes are laid out or, without an end, those up to the
  // horizon, which then repeat.
  const auto intervals = by_the_clock ? local_time_spans(beginning) : std::vector<LocalTimeSpan>(1);
  turns_ = by_the_clock && profile.repeat != scenario::kRepeatForever ? 1 : profile.repeat;
  const auto shapes = shapes_of(profile, units);
  for (auto remaining = by_the_clock ? scenario::expanded_repeats(profile).value_or(1) : 1;
       remaining > 0 && turn_end_ < kNever; --remaining)
    for (std::size_t i = 0; i < shapes.size(); ++i) add(profile.stages[i], shapes[i], intervals);
  const auto whole_turns = static_cast<std::uint64_t>(Duration::max() / since_start(turn_end_));
  const bool endless = turns_ > whole_turns;
  end_ = endless ? kNever : StreamTime{since_start(turn_end_) * static_cast<Duration::rep>(turns_)};
  total_ = area_ * std::min(turns_, whole_turns);
  memory_ = segments_.capacity() * sizeof(Segment);
  for (const auto& shape : shapes) memory_ += shape->memory();
}

void Stages::add(const scenario::Stage& stage, const std::shared_ptr<const Shape>& shape,
                 const std::vector<LocalTimeSpan>& intervals) {
  const StreamTime begin = turn_end_;
  const StreamTime end = saturating_add(begin, scenario::length_of(stage));
  if (!scenario::uses_wall_clock(stage)) return add({.begin = begin, .area = area_, .shape = shape}, end);
  for (std::size_t i = 0; i < intervals.size(); ++i) {
    const StreamTime from = std::max(begin, intervals[i].begin);
    const StreamTime until = i + 1 < intervals.size() ? std::min(end, intervals[i + 1].begin) : end;
    if (from >= until) continue;
    const StreamTime phase = phase_at(stage, intervals[i].local_at(from), intervals.front().local);
    add({.begin = from, .area = area_, .shape = shape, .phase = phase}, until);
  }
}

void Stages::add(Segment segment, StreamTime end) {
  const auto& shape = *segment.shape;
  const Duration max = StreamTime::max() - segment.phase;
  area_ += shape.area_at(segment.phase + std::min(end - segment.begin, max)) - shape.area_at(segment.phase);
  turn_end_ = end;
  segments_.push_back(std::move(segment));
}

StreamTime Stages::end_of(std::size_t segment) const noexcept {
  return segment + 1 < segments_.size() ? segments_[segment + 1].begin : turn_end_;
}

Span Stages::placed(std::size_t segment, const Span& inner) const noexcept {
  const auto& at = segments_[segment];
  const StreamTime until = end_of(segment) == kNever ? kNever : at.phase + (end_of(segment) - at.begin);
  const Span part = inner.clipped(at.phase, until);
  return part.moved(at.begin - at.phase, at.area - at.shape->area_at(at.phase));
}

Span Stages::at(StreamTime time) const noexcept {
  if (time >= end_) return {.begin = end_, .end = kNever, .area = total_, .piece = {.length = kNever}};
  const auto turn = static_cast<std::uint64_t>(turn_end_ == kNever ? 0 : since_start(time) / since_start(turn_end_));
  const StreamTime inside = turn_end_ == kNever ? time : StreamTime{since_start(time) % since_start(turn_end_)};
  const auto after = std::upper_bound(segments_.begin(), segments_.end(), inside,
                                      [](StreamTime wanted, const Segment& segment) { return wanted < segment.begin; });
  const auto number = static_cast<std::size_t>(after - segments_.begin()) - 1;
  const auto& segment = segments_[number];
  const Span span = placed(number, segment.shape->at(segment.phase + (inside - segment.begin)));
  return turn == 0 ? span : span.moved(static_cast<Duration::rep>(turn) * since_start(turn_end_), turn * area_);
}

Span Stages::span_at_area(Uint128 area) const noexcept {
  const auto turn = static_cast<std::uint64_t>(area / area_);
  const Uint128 inside = area % area_;
  const auto after = std::upper_bound(segments_.begin(), segments_.end(), inside,
                                      [](Uint128 wanted, const Segment& segment) { return wanted < segment.area; });
  const auto number = static_cast<std::size_t>(after - segments_.begin()) - 1;
  const auto& segment = segments_[number];
  const Uint128 skipped = segment.shape->area_at(segment.phase);
  const Span span = placed(number, segment.shape->span_at_area(inside - segment.area + skipped));
  return turn == 0 ? span : span.moved(static_cast<Duration::rep>(turn) * since_start(turn_end_), turn * area_);
}

}  // namespace spate::pacing
