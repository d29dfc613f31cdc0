#include "pacing/positions.hpp"

#include <algorithm>
#include <limits>

#include "base/random.hpp"

namespace spate {
namespace {

constexpr std::uint64_t kSite = random::hash_name("arrivals");

}  // namespace

Wide Positions::of(std::uint64_t n, std::uint64_t unit) const noexcept {
  const Wide whole = Wide{n} * unit;
  if (even()) return whole;
  // Up to `jitter` of a gap later: never beyond the next record's place.
  const auto bits = random::draw(random::record_state(state_, n), kSite) >> 32U;
  const auto share = bits * arrivals_.jitter >> 32U;
  return whole + (Wide{share} * unit >> 32U);
}

std::uint64_t Positions::count_before(Wide position, std::uint64_t unit) const noexcept {
  constexpr auto kMost = std::numeric_limits<std::uint64_t>::max();
  const Wide whole = position / unit;
  if (whole >= kMost) return kMost;
  const auto n = static_cast<std::uint64_t>(whole);
  return of(n, unit) < position ? n + 1 : n;
}

}  // namespace spate
