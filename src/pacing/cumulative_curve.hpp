// An area that grows over time. A schedule makes records due as it grows.
#pragma once

#include <cstddef>

#include "pacing/span.hpp"

namespace spate::pacing {

// Immutable. Thread-safe. Times are since T = 0 of the curve.
class CumulativeCurve {
 public:
  CumulativeCurve() = default;
  CumulativeCurve(const CumulativeCurve&) = delete;
  CumulativeCurve& operator=(const CumulativeCurve&) = delete;
  virtual ~CumulativeCurve() = default;

  // The end of the curve; kNever if it has none.
  [[nodiscard]] virtual StreamTime end() const noexcept = 0;
  // The area under the whole curve.
  [[nodiscard]] virtual Uint128 total() const noexcept = 0;
  // The span at this time. After the end: a span without area that never ends.
  [[nodiscard]] virtual Span at(StreamTime time) const noexcept = 0;
  // The span in which the area exceeds `area`, which must be less than total().
  [[nodiscard]] virtual Span span_at_area(Uint128 area) const noexcept = 0;
  // Growth of the area per second.
  [[nodiscard]] virtual double rate_at(StreamTime time) const noexcept = 0;
  // Bytes of memory.
  [[nodiscard]] virtual std::size_t memory() const noexcept = 0;
};

}  // namespace spate::pacing
