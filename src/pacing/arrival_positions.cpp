#include "pacing/arrival_positions.hpp"

#include <limits>
#include <utility>

#include "base/random.hpp"

namespace spate::pacing {
namespace {

constexpr std::uint64_t kSite = random::hash_name("arrivals");

// Converts a place of the Poisson process to a position in units, rounded down.
Uint128 position_from_place(Uint128 place, std::uint64_t unit) noexcept {
  constexpr Uint128 kFractionMask = (Uint128{1} << kPlaceBits) - 1;
  return (place >> kPlaceBits) * unit + (((place & kFractionMask) * unit) >> kPlaceBits);
}

// The first place whose position in units is at least `position`.
Uint128 place_from_position(Uint128 position, std::uint64_t unit) noexcept {
  const Uint128 whole = position / unit;
  if (whole >> (127 - kPlaceBits) != 0) return kMaxUint128;
  return (whole << kPlaceBits) + divide_ceil((position % unit) << kPlaceBits, unit);
}

}  // namespace

ArrivalPositions::ArrivalPositions(const scenario::Arrivals& arrivals, std::uint64_t stream_state)
    : arrivals_(arrivals), state_(stream_state) {
  if (arrivals.kind == scenario::Arrivals::Kind::poisson)
    process_ = std::make_shared<const PoissonProcess>(stream_state);
}

Uint128 ArrivalPositions::position(std::uint64_t n, std::uint64_t unit) const noexcept {
  return process_ ? position_from_place(process_->place(n), unit) : jittered(n, unit);
}

// Up to `jitter` of a gap after the uniform position, and never beyond the next record.
Uint128 ArrivalPositions::jittered(std::uint64_t n, std::uint64_t unit) const noexcept {
  const Uint128 whole = Uint128{n} * unit;
  if (is_uniform()) return whole;
  const auto bits = random::draw(random::record_state(state_, n), kSite) >> 32U;
  const auto share = bits * arrivals_.jitter >> 32U;
  return whole + (Uint128{share} * unit >> 32U);
}

std::uint64_t ArrivalPositions::count_before(Uint128 position, std::uint64_t unit) const noexcept {
  if (process_) return process_->count_before(place_from_position(position, unit));
  constexpr auto kMaxIndex = std::numeric_limits<std::uint64_t>::max();
  const Uint128 whole = position / unit;
  if (whole >= kMaxIndex) return kMaxIndex;
  const auto n = static_cast<std::uint64_t>(whole);
  return jittered(n, unit) < position ? n + 1 : n;
}

bool ArrivalPositions::operator==(const ArrivalPositions& other) const noexcept {
  if (arrivals_.kind != other.arrivals_.kind) return false;
  return is_uniform() || (state_ == other.state_ && arrivals_.jitter == other.arrivals_.jitter);
}

ArrivalCursor::ArrivalCursor(ArrivalPositions positions) noexcept : positions_(std::move(positions)) {
  if (positions_.process_) cursor_.emplace(*positions_.process_);
}

Uint128 ArrivalCursor::position(std::uint64_t n, std::uint64_t unit) noexcept {
  return cursor_ ? position_from_place(cursor_->place(n), unit) : positions_.jittered(n, unit);
}

}  // namespace spate::pacing
