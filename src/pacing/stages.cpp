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

std::vector<std::shared_ptr<const Shape>> make_shapes(const scenario::RateProfile& profile, const RateUnits& units) {
  const auto make = [&](const auto& stage) { return std::make_shared<const Shape>(make_shape(stage, units)); };
  std::vector<std::shared_ptr<const Shape>> shapes;
  for (const scenario::Stage& stage : profile.stages) shapes.push_back(std::visit(make, stage));
  return shapes;
}

}  // namespace

Stages::Stages(const scenario::RateProfile& profile, const RateUnits& units, const WallClockStart& clock_start) {
  const bool has_wall_clock =
      std::any_of(profile.stages.begin(), profile.stages.end(),
                  [](const scenario::Stage& stage) { return scenario::uses_wall_clock(stage); });
  // Stages in wall-clock time differ in each pass. So all passes are expanded. Without an end, those within
  // kMaxExpandedTime are expanded, and then repeat.
  const auto spans = has_wall_clock ? local_time_spans(clock_start) : std::vector<LocalTimeSpan>(1);
  passes_ = has_wall_clock && profile.repeat != scenario::kRepeatForever ? 1 : profile.repeat;
  const auto shapes = make_shapes(profile, units);
  for (auto remaining = has_wall_clock ? scenario::expanded_repeats(profile).value_or(1) : 1;
       remaining > 0 && pass_end_ < kNever; --remaining)
    for (std::size_t i = 0; i < shapes.size(); ++i) add(profile.stages[i], shapes[i], spans);
  const auto whole_passes = static_cast<std::uint64_t>(Duration::max() / since_start(pass_end_));
  const bool is_endless = passes_ > whole_passes;
  end_ = is_endless ? kNever : StreamTime{since_start(pass_end_) * static_cast<Duration::rep>(passes_)};
  total_ = pass_area_ * std::min(passes_, whole_passes);
  memory_ = segments_.capacity() * sizeof(Segment);
  for (const auto& shape : shapes) memory_ += shape->memory();
}

void Stages::add(const scenario::Stage& stage, const std::shared_ptr<const Shape>& shape,
                 const std::vector<LocalTimeSpan>& spans) {
  const StreamTime begin = pass_end_;
  const StreamTime end = saturating_add(begin, scenario::length_of(stage));
  if (!scenario::uses_wall_clock(stage)) return add({.begin = begin, .area = pass_area_, .shape = shape}, end);
  for (std::size_t i = 0; i < spans.size(); ++i) {
    const StreamTime from = std::max(begin, spans[i].begin);
    const StreamTime until = i + 1 < spans.size() ? std::min(end, spans[i + 1].begin) : end;
    if (from >= until) continue;
    const StreamTime phase = phase_at(stage, spans[i].local_at(from), spans.front().local);
    add({.begin = from, .area = pass_area_, .shape = shape, .phase = phase}, until);
  }
}

void Stages::add(Segment segment, StreamTime end) {
  const auto& shape = *segment.shape;
  const Duration max = StreamTime::max() - segment.phase;
  pass_area_ += shape.area_at(segment.phase + std::min(end - segment.begin, max)) - shape.area_at(segment.phase);
  pass_end_ = end;
  segments_.push_back(std::move(segment));
}

StreamTime Stages::end_of(std::size_t segment) const noexcept {
  return segment + 1 < segments_.size() ? segments_[segment + 1].begin : pass_end_;
}

Span Stages::placed(std::size_t segment, const Span& inner) const noexcept {
  const auto& at = segments_[segment];
  const StreamTime until = end_of(segment) == kNever ? kNever : at.phase + (end_of(segment) - at.begin);
  const Span part = inner.clipped(at.phase, until);
  return part.moved(at.begin - at.phase, at.area - at.shape->area_at(at.phase));
}

Span Stages::at(StreamTime time) const noexcept {
  if (time >= end_) return {.begin = end_, .end = kNever, .area = total_, .piece = {.length = kNever}};
  const auto pass = static_cast<std::uint64_t>(pass_end_ == kNever ? 0 : since_start(time) / since_start(pass_end_));
  const StreamTime inside = pass_end_ == kNever ? time : StreamTime{since_start(time) % since_start(pass_end_)};
  const auto after = std::upper_bound(segments_.begin(), segments_.end(), inside,
                                      [](StreamTime at, const Segment& segment) { return at < segment.begin; });
  const auto number = static_cast<std::size_t>(after - segments_.begin()) - 1;
  const auto& segment = segments_[number];
  const Span span = placed(number, segment.shape->at(segment.phase + (inside - segment.begin)));
  return pass == 0 ? span : span.moved(static_cast<Duration::rep>(pass) * since_start(pass_end_), pass * pass_area_);
}

Span Stages::span_at_area(Uint128 area) const noexcept {
  const auto pass = static_cast<std::uint64_t>(area / pass_area_);
  const Uint128 inside = area % pass_area_;
  const auto after = std::upper_bound(segments_.begin(), segments_.end(), inside,
                                      [](Uint128 at, const Segment& segment) { return at < segment.area; });
  const auto number = static_cast<std::size_t>(after - segments_.begin()) - 1;
  const auto& segment = segments_[number];
  const Uint128 skipped = segment.shape->area_at(segment.phase);
  const Span span = placed(number, segment.shape->span_at_area(inside - segment.area + skipped));
  return pass == 0 ? span : span.moved(static_cast<Duration::rep>(pass) * since_start(pass_end_), pass * pass_area_);
}

}  // namespace spate::pacing
