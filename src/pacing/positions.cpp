#include "pacing/positions.hpp"

#include <limits>
#include <utility>

#include "base/random.hpp"

namespace spate::pacing {
namespace {

constexpr std::uint64_t kSite = random::hash_name("arrivals");

// A place in units, rounded down.
Wide in_units(Wide place, std::uint64_t unit) noexcept {
  constexpr Wide kRest = (Wide{1} << kPlaceBits) - 1;
  return (place >> kPlaceBits) * unit + (((place & kRest) * unit) >> kPlaceBits);
}

// The first place that is `position` or more in units.
Wide place_of(Wide position, std::uint64_t unit) noexcept {
  const Wide whole = position / unit;
  if (whole >> (127 - kPlaceBits) != 0) return kWideMost;
  return (whole << kPlaceBits) + divided_up((position % unit) << kPlaceBits, unit);
}

}  // namespace

Positions::Positions(const scenario::Arrivals& arrivals, std::uint64_t stream_state)
    : arrivals_(arrivals), state_(stream_state) {
  if (arrivals.kind == scenario::Arrivals::Kind::poisson)
    process_ = std::make_shared<const PoissonProcess>(stream_state);
}

Wide Positions::of(std::uint64_t n, std::uint64_t unit) const noexcept {
  return process_ ? in_units(process_->place(n), unit) : shifted(n, unit);
}

// Up to `jitter` of a gap later than evenly: never beyond the next record's place.
Wide Positions::shifted(std::uint64_t n, std::uint64_t unit) const noexcept {
  const Wide whole = Wide{n} * unit;
  if (even()) return whole;
  const auto bits = random::draw(random::record_state(state_, n), kSite) >> 32U;
  const auto share = bits * arrivals_.jitter >> 32U;
  return whole + (Wide{share} * unit >> 32U);
}

std::uint64_t Positions::count_before(Wide position, std::uint64_t unit) const noexcept {
  if (process_) return process_->count_before(place_of(position, unit));
  constexpr auto kMost = std::numeric_limits<std::uint64_t>::max();
  const Wide whole = position / unit;
  if (whole >= kMost) return kMost;
  const auto n = static_cast<std::uint64_t>(whole);
  return shifted(n, unit) < position ? n + 1 : n;
}

bool Positions::operator==(const Positions& other) const noexcept {
  if (arrivals_.kind != other.arrivals_.kind) return false;
  return even() || (state_ == other.state_ && arrivals_.jitter == other.arrivals_.jitter);
}

PositionWalk::PositionWalk(Positions positions) noexcept : positions_(std::move(positions)) {
  if (positions_.process_) walk_.emplace(*positions_.process_);
}

Wide PositionWalk::of(std::uint64_t n, std::uint64_t unit) noexcept {
  return walk_ ? in_units(walk_->place(n), unit) : positions_.shifted(n, unit);
}

}  // namespace spate::pacing
