#include "pacing/schedule.hpp"

#include <algorithm>
#include <functional>
#include <utility>

#include "pacing/recorded_curve.hpp"
#include "pacing/revision.hpp"
#include "pacing/windowed_curve.hpp"

namespace spate::pacing {
namespace {

constexpr std::size_t kMaxRevisions = 10'000;

// Converts a position between units.
Uint128 converted(Uint128 position, std::uint64_t from_unit, std::uint64_t to_unit) noexcept {
  return position / from_unit * to_unit + position % from_unit * to_unit / from_unit;
}

// Returns false if `address` is in the list already.
bool insert(Addresses& counted, const void* address) {
  const auto at = std::lower_bound(counted.begin(), counted.end(), address, std::less<>{});
  if (at != counted.end() && *at == address) return false;
  counted.insert(at, address);
  return true;
}

}  // namespace

Schedule::Schedule(const scenario::RateProfile& profile, const WallClockStart& clock_start,
                   const scenario::Arrivals& arrivals, std::uint64_t stream_state)
    : unit_(profile.unit), positions_(arrivals, stream_state) {
  if (unit_ == scenario::Rate::Unit::unlimited) return;
  const auto measure = scenario::common_measure(profile).value_or(scenario::Measure{});
  const RateUnits units{measure, profile.scale};
  Revision revision;
  revision.profile =
      std::make_shared<const WindowedCurve>(Stages{profile, units, clock_start}, profile, measure, clock_start);
  revision.unit = 2 * measure.rate * measure.factor;
  set_revisions({std::move(revision)});
}

Schedule::Schedule(const scenario::RateProfile& profile, std::shared_ptr<const Recording> recording, bool loop)
    : unit_(scenario::Rate::Unit::records) {
  Revision revision;
  revision.profile = std::make_shared<const RecordedCurve>(std::move(recording), profile.scale, loop);
  set_revisions({std::move(revision)});
}

void Schedule::set_revisions(std::vector<Revision> revisions) {
  total_ = compute_total(revisions.back());
  revisions_ = std::make_shared<std::vector<Revision>>(std::move(revisions));
}

std::uint64_t Schedule::compute_total(const Revision& last) const noexcept {
  const bool ends = last.profile->end() < kNever;
  return ends ? std::max(last.first, positions_.count_before(last.profile->total() + last.shift, last.unit))
              : kUnbounded;
}

const Schedule::Revision& Schedule::revision_at(StreamTime elapsed) const noexcept {
  const auto after = std::upper_bound(revisions_->begin(), revisions_->end(), elapsed,
                                      [](StreamTime time, const Revision& revision) { return time < revision.begin; });
  return *(after - 1);
}

std::uint64_t Schedule::due_by(StreamTime elapsed) const noexcept {
  if (elapsed < revisions_->front().begin) return 0;
  const Revision& revision = revision_at(elapsed);
  const Span span = revision.profile->at(revision.profile_time(elapsed));
  // Records before this span, and those in it whose position is reached.
  Uint128 before = span.area;
  if (span.total > 0) before = std::min(span.area_at(revision.profile_time(elapsed)) + 1, span.area + span.total);
  return std::max(revision.first, positions_.count_before(before + revision.shift, revision.unit));
}

double Schedule::due_with_fraction(StreamTime elapsed) const noexcept {
  const StreamTime time = std::max(elapsed, revisions_->front().begin);
  const Revision& revision = revision_at(time);
  const Span span = revision.profile->at(revision.profile_time(time));
  const Uint128 area = span.area_at(std::min(revision.profile_time(time), span.end)) + revision.shift;
  return static_cast<double>(area) / static_cast<double>(revision.unit);
}

std::optional<Schedule::Located> Schedule::locate(std::uint64_t n) const noexcept {
  const auto after =
      std::upper_bound(revisions_->begin(), revisions_->end(), n,
                       [](std::uint64_t index, const Revision& revision) { return index < revision.first; });
  if (after == revisions_->begin()) return std::nullopt;  // before the first revision that is kept
  const Revision& revision = *(after - 1);
  const Uint128 area = positions_.position(n, revision.unit) - revision.shift;
  if (area >= revision.profile->total()) return std::nullopt;
  const Span whole = revision.profile->span_at_area(area);
  const Span span = whole.clipped(revision.from, whole.end);
  const auto until =
      span.end == kNever ? kUnbounded : positions_.count_before(span.area + span.total + revision.shift, revision.unit);
  return Located{.span = span.moved(revision.begin - revision.from, 0),
                 .area = area,
                 .shift = revision.shift,
                 .until = after == revisions_->end() ? until : std::min(until, after->first),
                 .unit = revision.unit};
}

StreamTime Schedule::intended(std::uint64_t n) const noexcept {
  const auto located = locate(n);
  return located ? located->span.time_of(located->area) : kNever;
}

double Schedule::rate_at(StreamTime elapsed) const noexcept {
  const StreamTime time = std::max(elapsed, StreamTime{});
  const Revision& revision = revision_at(time);
  return revision.profile->rate_at(revision.profile_time(time)) / static_cast<double>(revision.unit);
}

StreamTime Schedule::linear_until(StreamTime elapsed) const noexcept {
  const Revision& revision = revision_at(elapsed);
  const StreamTime end = revision.stream_time(revision.profile->at(revision.profile_time(elapsed)).end);
  return &revision == &revisions_->back() ? end : std::min(end, (&revision + 1)->begin);
}

StreamTime Schedule::end() const noexcept { return revisions_->back().stream_time(revisions_->back().profile->end()); }

std::optional<Schedule> Schedule::with_change(StreamTime at, const Schedule& other, StreamTime from,
                                              std::uint64_t made) const {
  if (unit_ != other.unit_ || unit_ == scenario::Rate::Unit::unlimited || positions_ != other.positions_)
    return std::nullopt;
  const Revision& before = revision_at(at);
  Revision revision = other.revisions_->front();
  const Uint128 position = before.profile->at(before.profile_time(at)).area_at(before.profile_time(at)) + before.shift;
  revision.begin = at;
  revision.from = from;
  revision.first = due_by(at);
  revision.shift = converted(position, before.unit, revision.unit) - revision.profile->at(from).area_at(from);
  auto revisions = *revisions_;
  revisions.push_back(std::move(revision));
  // Drops the revisions before the one that contains record `made`.
  const auto after = std::upper_bound(revisions.begin(), revisions.end(), made,
                                      [](std::uint64_t n, const Revision& candidate) { return n < candidate.first; });
  if (after != revisions.begin()) revisions.erase(revisions.begin(), after - 1);
  if (revisions.size() > kMaxRevisions) return std::nullopt;
  Schedule changed = *this;
  changed.set_revisions(std::move(revisions));
  return changed;
}

Schedule Schedule::started_at(StreamTime at, StreamTime from, std::uint64_t first) const {
  Schedule started = *this;
  if (unit_ == scenario::Rate::Unit::unlimited) return started;
  Revision revision = revisions_->front();
  move_revision(revision, at, from, first);
  started.set_revisions({std::move(revision)});
  return started;
}

void Schedule::move_revision(Revision& revision, StreamTime at, StreamTime from, std::uint64_t first) const noexcept {
  revision.begin = at;
  revision.from = from;
  revision.first = first;
  revision.shift = positions_.position(first, revision.unit) - revision.profile->at(from).area_at(from);
}

void Schedule::restart(StreamTime at, std::uint64_t first) noexcept {
  if (unit_ == scenario::Rate::Unit::unlimited) return;
  move_revision(revisions_->front(), at, {}, first);
  total_ = compute_total(revisions_->front());
}

std::size_t Schedule::uncounted_memory(Addresses& counted) const {
  if (!revisions_) return 0;
  std::size_t bytes = insert(counted, revisions_.get()) ? revisions_->capacity() * sizeof(Revision) : 0;
  for (const Revision& revision : *revisions_)
    if (insert(counted, revision.profile.get())) bytes += revision.profile->memory();
  return bytes;
}

}  // namespace spate::pacing
