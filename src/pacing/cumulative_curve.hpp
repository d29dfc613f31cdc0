// What a schedule is made of: an area that grows over time. Records are due as it grows.
#pragma once

#include <cstddef>

#include "pacing/span.hpp"

namespace spate::pacing {

// Immutable, thread-safe. Times are since the flow's own T = 0.
class CumulativeCurve {
 public:
  CumulativeCurve() = default;
  CumulativeCurve(const CumulativeCurve&) = delete;
  CumulativeCurve& operator=(const CumulativeCurve&) = delete;
  virtual ~CumulativeCurve() = default;

  // When all is over: kNever if never.
  [[nodiscard]] virtual StreamTime end() const noexcept = 0;
  // The area under all of it.
  [[nodiscard]] virtual Uint128 total() const noexcept = 0;
  // What there is at this time; nothing for ever after the end.
  [[nodiscard]] virtual Span at(StreamTime time) const noexcept = 0;
  // Where the area grows beyond this one, which is less than the total.
  [[nodiscard]] virtual Span span_at_area(Uint128 area) const noexcept = 0;
  // The area's growth now, per second.
  [[nodiscard]] virtual double rate_at(StreamTime time) const noexcept = 0;
  // Bytes it takes for itself.
  [[nodiscard]] virtual std::size_t memory() const noexcept = 0;
};

}  // namespace spate::pacing
