#include "pacing/schedule.hpp"

#include <algorithm>
#include <functional>
#include <utility>

#include "pacing/era.hpp"
#include "pacing/recorded.hpp"
#include "pacing/windows.hpp"

namespace spate::pacing {
namespace {

constexpr std::size_t kMostEras = 10'000;

// The same position in another measure.
Wide converted(Wide position, std::uint64_t from_unit, std::uint64_t to_unit) noexcept {
  return position / from_unit * to_unit + position % from_unit * to_unit / from_unit;
}

// False: it was there.
bool insert(Places& places, const void* place) {
  const auto at = std::lower_bound(places.begin(), places.end(), place, std::less<>{});
  if (at != places.end() && *at == place) return false;
  places.insert(at, place);
  return true;
}

}  // namespace

Schedule::Schedule(const scenario::RateProfile& profile, const Beginning& beginning, const scenario::Arrivals& arrivals,
                   std::uint64_t stream_state)
    : unit_(profile.unit), positions_(arrivals, stream_state) {
  if (unit_ == scenario::Rate::Unit::unlimited) return;
  const auto measure = scenario::common_measure(profile).value_or(scenario::Measure{});
  const RateUnits units{measure, profile.scale};
  Era era;
  era.profile = std::make_shared<const Windowed>(Stages{profile, units, beginning}, profile, measure, beginning);
  era.unit = 2 * measure.rate * measure.factor;
  set_eras({std::move(era)});
}

Schedule::Schedule(const scenario::RateProfile& profile, std::shared_ptr<const Recording> recording, bool loop)
    : unit_(scenario::Rate::Unit::records) {
  Era era;
  era.profile = std::make_shared<const Recorded>(std::move(recording), profile.scale, loop);
  set_eras({std::move(era)});
}

void Schedule::set_eras(std::vector<Era> eras) {
  total_ = total_of(eras.back());
  eras_ = std::make_shared<std::vector<Era>>(std::move(eras));
}

std::uint64_t Schedule::total_of(const Era& last) const noexcept {
  const bool ends = last.profile->end() < kNever;
  return ends ? std::max(last.first, positions_.count_before(last.profile->total() + last.shift, last.unit))
              : kUnbounded;
}

const Schedule::Era& Schedule::era_at(StreamTime elapsed) const noexcept {
  const auto after = std::upper_bound(eras_->begin(), eras_->end(), elapsed,
                                      [](StreamTime time, const Era& era) { return time < era.begin; });
  return *(after - 1);
}

std::uint64_t Schedule::due_by(StreamTime elapsed) const noexcept {
  if (elapsed < eras_->front().begin) return 0;
  const Era& era = era_at(elapsed);
  const Span span = era.profile->at(era.inner(elapsed));
  // Those before this span, and those within whose place has been reached.
  Wide before = span.area;
  if (span.total > 0) before = std::min(span.area_at(era.inner(elapsed)) + 1, span.area + span.total);
  return std::max(era.first, positions_.count_before(before + era.shift, era.unit));
}

double Schedule::asked_by(StreamTime elapsed) const noexcept {
  const StreamTime time = std::max(elapsed, eras_->front().begin);
  const Era& era = era_at(time);
  const Span span = era.profile->at(era.inner(time));
  const Wide area = span.area_at(std::min(era.inner(time), span.end)) + era.shift;
  return static_cast<double>(area) / static_cast<double>(era.unit);
}

std::optional<Schedule::Located> Schedule::locate(std::uint64_t n) const noexcept {
  const auto after = std::upper_bound(eras_->begin(), eras_->end(), n,
                                      [](std::uint64_t wanted, const Era& era) { return wanted < era.first; });
  if (after == eras_->begin()) return std::nullopt;  // before all that is known
  const Era& era = *(after - 1);
  const Wide place = positions_.of(n, era.unit) - era.shift;
  if (place >= era.profile->total()) return std::nullopt;
  const Span found = era.profile->holding(place);
  const Span span = found.clipped(era.from, found.end);
  const auto until =
      span.end == kNever ? kUnbounded : positions_.count_before(span.area + span.total + era.shift, era.unit);
  Span moved = span.moved(era.begin - era.from, 0);
  return Located{.span = moved,
                 .place = place,
                 .shift = era.shift,
                 .until = after == eras_->end() ? until : std::min(until, after->first),
                 .unit = era.unit};
}

StreamTime Schedule::intended(std::uint64_t n) const noexcept {
  const auto found = locate(n);
  return found ? found->span.time_of(found->place) : kNever;
}

double Schedule::rate_at(StreamTime elapsed) const noexcept {
  const StreamTime time = std::max(elapsed, StreamTime{});
  const Era& era = era_at(time);
  return era.profile->growth_at(era.inner(time)) / static_cast<double>(era.unit);
}

StreamTime Schedule::straight_until(StreamTime elapsed) const noexcept {
  const Era& era = era_at(elapsed);
  const StreamTime end = era.outer(era.profile->at(era.inner(elapsed)).end);
  return &era == &eras_->back() ? end : std::min(end, (&era + 1)->begin);
}

StreamTime Schedule::end() const noexcept { return eras_->back().outer(eras_->back().profile->end()); }

std::optional<Schedule> Schedule::changed(StreamTime at, const Schedule& other, StreamTime from,
                                          std::uint64_t made) const {
  if (unit_ != other.unit_ || unit_ == scenario::Rate::Unit::unlimited || positions_ != other.positions_)
    return std::nullopt;
  const Era& before = era_at(at);
  Era era = other.eras_->front();
  const Wide position = before.profile->at(before.inner(at)).area_at(before.inner(at)) + before.shift;
  era.begin = at;
  era.from = from;
  era.first = due_by(at);
  era.shift = converted(position, before.unit, era.unit) - era.profile->at(from).area_at(from);
  auto eras = *eras_;
  eras.push_back(std::move(era));
  // The last one that begins with nothing that is still wanted, and all after it.
  const auto wanted =
      std::upper_bound(eras.begin(), eras.end(), made, [](std::uint64_t n, const Era& one) { return n < one.first; });
  if (wanted != eras.begin()) eras.erase(eras.begin(), wanted - 1);
  if (eras.size() > kMostEras) return std::nullopt;
  Schedule together = *this;
  together.set_eras(std::move(eras));
  return together;
}

Schedule Schedule::begun(StreamTime at, StreamTime from, std::uint64_t first) const {
  Schedule late = *this;
  if (unit_ == scenario::Rate::Unit::unlimited) return late;
  Era era = eras_->front();
  move_era(era, at, from, first);
  late.set_eras({std::move(era)});
  return late;
}

void Schedule::move_era(Era& era, StreamTime at, StreamTime from, std::uint64_t first) const noexcept {
  era.begin = at;
  era.from = from;
  era.first = first;
  era.shift = positions_.of(first, era.unit) - era.profile->at(from).area_at(from);
}

void Schedule::restart(StreamTime at, std::uint64_t first) noexcept {
  if (unit_ == scenario::Rate::Unit::unlimited) return;
  move_era(eras_->front(), at, {}, first);
  total_ = total_of(eras_->front());
}

std::size_t Schedule::memory_beyond(Places& places) const {
  if (!eras_) return 0;
  std::size_t bytes = insert(places, eras_.get()) ? eras_->capacity() * sizeof(Era) : 0;
  for (const Era& era : *eras_)
    if (insert(places, era.profile.get())) bytes += era.profile->memory();
  return bytes;
}

}  // namespace spate::pacing
