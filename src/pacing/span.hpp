// A stretch of time in which a rate goes in a straight line, and the area under it: how many records fall due in it.
#pragma once

#include "base/time.hpp"
#include "pacing/uint128.hpp"

namespace spate::pacing {

// A rate that goes from `from` to `to` in `length` nanoseconds, in whole units of a measure per nanosecond. The area
// under it counts in halves of these units, so that it is whole at the end, and is rounded down in between.
struct Piece {
  Duration length{};
  std::uint64_t from = 0;
  std::uint64_t to = 0;

  // The area from the beginning to `time`, 0 <= time <= length. Never decreases.
  [[nodiscard]] Uint128 area_at(Duration time) const noexcept;
  [[nodiscard]] Uint128 total() const noexcept {
    return (Uint128{from} + to) * static_cast<std::uint64_t>(length.count());
  }
  // The first time, at most `length`, whose area is at least `area`.
  [[nodiscard]] Duration time_of(Uint128 area) const noexcept;
};

// A part of a piece, placed in a schedule: from `begin` (not later than `end`) the area grows from `area` by `factor`
// times what the piece says from its `cut` on.
struct Span {
  StreamTime begin{};
  StreamTime end{};
  Uint128 area = 0;
  Uint128 total = 0;  // grown by the end
  Piece piece;
  Duration cut{};
  Uint128 cut_area = 0;  // the piece's before the cut
  std::uint64_t factor = 1;

  [[nodiscard]] Uint128 area_at(StreamTime time) const noexcept;
  // The first time whose area is at least `area`, which lies in the span's.
  [[nodiscard]] StreamTime time_of(Uint128 area) const noexcept;
  // The part of it that lies between these instants.
  [[nodiscard]] Span clipped(StreamTime from, StreamTime until) const noexcept;
  // Everything in it is this much later and on top of this area.
  [[nodiscard]] Span moved(Duration by, Uint128 area_by) const noexcept;
};

}  // namespace spate::pacing
