#include "pacing/span.hpp"

#include <algorithm>
#include <cmath>

#include "scenario/model/rate.hpp"

namespace spate::pacing {
namespace {

// kNever plus any duration is kNever.
StreamTime plus(StreamTime time, Duration by) noexcept {
  return time == kNever || (by > Duration{} && time > StreamTime::max() - by) ? kNever : time + by;
}

constexpr Duration kNanosecond{1};

std::uint64_t unsigned_nanos(Duration time) noexcept { return static_cast<std::uint64_t>(time.count()); }

// The time at which the area is reached, in floating point: t = 2A / (k + sqrt(k^2 + 2 A dk / L)), the root without
// cancellation (Press et al., Numerical Recipes, 5.6). Exact to a few nanoseconds except near a rate of 0.
Duration estimate(const Piece& piece, Uint128 area) noexcept {
  const auto from = static_cast<long double>(piece.from);
  const auto rise = static_cast<long double>(piece.to) - from;
  const auto target = static_cast<long double>(area);
  const auto length = static_cast<long double>(piece.length.count());
  const auto root = from + std::sqrt(std::max(0.0L, from * from + rise * target / length));
  const auto time = root > 0 ? target / root : length;
  return time >= length ? piece.length : Duration{static_cast<Duration::rep>(time)};
}

// The first time in [0, length] with an area of at least `area`: search from a guess in doubling steps, then bisect.
// The result is exact for any guess.
Duration search(const Piece& piece, Uint128 area, Duration guess) noexcept {
  const auto reached = [&](Duration time) { return piece.area_at(time) >= area; };
  Duration below = -kNanosecond;
  Duration above = piece.length;
  if (reached(guess)) {
    above = guess;
    for (Duration stride = kNanosecond; above - stride > below; stride *= 2) {
      if (!reached(above - stride)) {
        below = above - stride;
        break;
      }
      above -= stride;
    }
  } else {
    below = guess;
    for (Duration stride = kNanosecond; above - stride > below; stride *= 2) {
      if (reached(below + stride)) {
        above = below + stride;
        break;
      }
      below += stride;
    }
  }
  while (below + kNanosecond < above) {
    const Duration middle = below + (above - below) / 2;
    (reached(middle) ? above : below) = middle;
  }
  return above;
}

}  // namespace

Uint128 Piece::area_at(Duration time) const noexcept {
  const Uint128 even = 2 * Uint128{from} * unsigned_nanos(time);
  if (from == to) return even;
  const Uint128 change = Uint128{from < to ? to - from : from - to} * unsigned_nanos(time);
  if (from < to) return even + scale_floor(change, unsigned_nanos(time), unsigned_nanos(length));
  return even - scale_ceil(change, unsigned_nanos(time), unsigned_nanos(length));
}

Duration Piece::time_of(Uint128 area) const noexcept {
  if (area == 0) return {};
  if (area >= total()) return length;
  if (from != to) return search(*this, area, estimate(*this, area));
  return Duration{static_cast<Duration::rep>(divide_ceil(area, 2 * Uint128{from}))};
}

Uint128 Span::area_at(StreamTime time) const noexcept {
  return area + factor * (piece.area_at(cut + (time - begin)) - cut_area);
}

StreamTime Span::time_of(Uint128 target) const noexcept {
  if (target <= area) return begin;
  if (target >= area + total) return end;
  return begin + (piece.time_of(divide_ceil(target - area, factor) + cut_area) - cut);
}

Span Span::clipped(StreamTime from, StreamTime until) const noexcept {
  if (from <= begin && until >= end) return *this;
  Span part = *this;
  part.begin = std::max(begin, from);
  part.end = std::min(end, until);
  part.cut = cut + (part.begin - begin);
  part.cut_area = piece.area_at(part.cut);
  part.area = area_at(part.begin);
  part.total = part.area_at(part.end) - part.area;
  return part;
}

Span Span::moved(Duration by, Uint128 area_by) const noexcept {
  Span later = *this;
  later.begin += by;
  later.end = plus(end, by);
  later.area += area_by;
  return later;
}

}  // namespace spate::pacing
