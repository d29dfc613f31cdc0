#include "pacing/schedule.hpp"

#include <algorithm>
#include <utility>

#include "pacing/era.hpp"

namespace spate {
namespace {

constexpr std::size_t kMostEras = 10'000;

// The same position in another measure.
Wide converted(Wide position, std::uint64_t from_unit, std::uint64_t to_unit) noexcept {
  return position / from_unit * to_unit + position % from_unit * to_unit / from_unit;
}

}  // namespace

Schedule::Schedule(const RateProfile& profile, const Beginning& beginning, const Arrivals& arrivals,
                   std::uint64_t stream_state)
    : unit_(profile.unit), positions_(arrivals, stream_state) {
  if (unit_ == Rate::Unit::unlimited) return;
  const auto measure = common_measure(profile).value_or(Measure{});
  const RateUnits units{measure, profile.scale};
  Era era;
  era.profile = std::make_shared<const Windowed>(Stages{profile, units, beginning}, profile, measure, beginning);
  era.unit = 2 * measure.rate * measure.factor;
  const Wide area = era.profile->total();
  if (era.profile->end() < kNever) total_ = positions_.count_before(area, era.unit);
  eras_ = std::make_shared<const std::vector<Era>>(1, std::move(era));
}

const Schedule::Era& Schedule::era_at(Nanos elapsed) const noexcept {
  const auto after = std::upper_bound(eras_->begin(), eras_->end(), elapsed,
                                      [](Nanos time, const Era& era) { return time < era.begin; });
  return *(after - 1);
}

std::uint64_t Schedule::due_by(Nanos elapsed) const noexcept {
  if (elapsed < 0) return 0;
  const Era& era = era_at(elapsed);
  const Span span = era.profile->at(era.inner(elapsed));
  // Those before this span, and those within whose place has been reached.
  Wide before = span.area;
  if (span.total > 0) before = std::min(span.area_at(era.inner(elapsed)) + 1, span.area + span.total);
  return std::max(era.first, positions_.count_before(before + era.shift, era.unit));
}

std::optional<Schedule::Located> Schedule::locate(std::uint64_t n) const noexcept {
  const auto after = std::upper_bound(eras_->begin(), eras_->end(), n,
                                      [](std::uint64_t wanted, const Era& era) { return wanted < era.first; });
  const Era& era = *(after - 1);
  const Wide place = positions_.of(n, era.unit) - era.shift;
  if (place >= era.profile->total()) return std::nullopt;
  const Span span = era.profile->holding(place);
  const auto until =
      span.end == kNever ? kUnbounded : positions_.count_before(span.area + span.total + era.shift, era.unit);
  Span moved = span.moved(era.begin - era.from, 0);
  return Located{.span = moved,
                 .shift = era.shift,
                 .until = after == eras_->end() ? until : std::min(until, after->first),
                 .unit = era.unit};
}

Nanos Schedule::intended(std::uint64_t n) const noexcept {
  const auto found = locate(n);
  return found ? found->span.time_of(positions_.of(n, found->unit) - found->shift) : kNever;
}

double Schedule::rate_at(Nanos elapsed) const noexcept {
  const Era& era = era_at(std::max<Nanos>(elapsed, 0));
  const Span span = era.profile->at(era.inner(std::max<Nanos>(elapsed, 0)));
  const auto& piece = span.piece;
  const auto inside = static_cast<double>(span.cut + era.inner(std::max<Nanos>(elapsed, 0)) - span.begin);
  const auto from = static_cast<double>(piece.from);
  const auto rate = from + (static_cast<double>(piece.to) - from) * inside / static_cast<double>(piece.length);
  return 2e9 * rate * static_cast<double>(span.factor) / static_cast<double>(era.unit);
}

Nanos Schedule::end() const noexcept { return eras_->back().outer(eras_->back().profile->end()); }

std::optional<Schedule> Schedule::changed(Nanos at, const Schedule& other, Nanos from) const {
  if (unit_ != other.unit_ || unit_ == Rate::Unit::unlimited || eras_->size() >= kMostEras) return std::nullopt;
  const Era& before = era_at(at);
  Era era = other.eras_->front();
  const Wide position = before.profile->at(before.inner(at)).area_at(before.inner(at)) + before.shift;
  const Wide skipped = era.profile->at(from).area_at(from);
  era.begin = at;
  era.from = from;
  era.first = due_by(at);
  era.shift = converted(position, before.unit, era.unit) - skipped;
  Schedule together = *this;
  auto eras = std::make_shared<std::vector<Era>>();
  std::copy_if(eras_->begin(), eras_->end(), std::back_inserter(*eras), [&](const Era& one) { return one.begin < at; });
  const bool ends = era.profile->end() < kNever;
  together.total_ =
      ends ? std::max(era.first, positions_.count_before(era.profile->total() + era.shift, era.unit)) : kUnbounded;
  eras->push_back(std::move(era));
  together.eras_ = std::move(eras);
  return together;
}

}  // namespace spate
