// An interval in which a rate is linear, and the area under it: the number of records that become due.
#pragma once

#include "base/time.hpp"
#include "pacing/uint128.hpp"

namespace spate::pacing {

// A rate from `from` to `to` in `length` nanoseconds, in whole units of a measure per nanosecond. The area counts in
// half units, so that it is whole at the end. It is rounded down before the end.
struct Piece {
  Duration length{};
  std::uint64_t from = 0;
  std::uint64_t to = 0;

  // The area up to `time`, 0 <= time <= length. Never decreases.
  [[nodiscard]] Uint128 area_at(Duration time) const noexcept;
  [[nodiscard]] Uint128 total() const noexcept {
    return (Uint128{from} + to) * static_cast<std::uint64_t>(length.count());
  }
  // The first time, at most `length`, with an area of at least `area`.
  [[nodiscard]] Duration time_of(Uint128 area) const noexcept;
};

// A part of a piece, placed in a schedule. From `begin` to `end` the area grows from `area` by `factor` times the area
// of the piece after `cut`.
struct Span {
  StreamTime begin{};
  StreamTime end{};
  Uint128 area = 0;
  Uint128 total = 0;  // growth up to the end
  Piece piece;
  Duration cut{};
  Uint128 cut_area = 0;  // area of the piece before the cut
  std::uint64_t factor = 1;

  [[nodiscard]] Uint128 area_at(StreamTime time) const noexcept;
  // The first time with an area of at least `area`, which must be within the span.
  [[nodiscard]] StreamTime time_of(Uint128 area) const noexcept;
  // The part of the span between these times.
  [[nodiscard]] Span clipped(StreamTime from, StreamTime until) const noexcept;
  // The same span, later by `by` and with `area_by` added.
  [[nodiscard]] Span moved(Duration by, Uint128 area_by) const noexcept;
};

}  // namespace spate::pacing
