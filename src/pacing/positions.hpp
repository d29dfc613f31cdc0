// Where each record stands in the flow, in records: evenly, record n stands at n. Arrivals move it from there.
#pragma once

#include <cstdint>

#include "pacing/wide.hpp"
#include "scenario/rate.hpp"

namespace spate {

// A pure function of the stream's state (seed and name) and the index, that never decreases and is 0 for record 0 under
// uniform and Poisson arrivals. A small value; thread-safe.
class Positions {
 public:
  Positions() noexcept = default;
  Positions(const Arrivals& arrivals, std::uint64_t stream_state) noexcept
      : arrivals_(arrivals), state_(stream_state) {}

  [[nodiscard]] bool even() const noexcept { return arrivals_.kind == Arrivals::Kind::uniform; }
  // Of record n, in units of which `unit` < 2^63 make up a record.
  [[nodiscard]] Wide of(std::uint64_t n, std::uint64_t unit) const noexcept;
  // How many records stand before this position: the first one that does not, or the most that 64 bits count.
  [[nodiscard]] std::uint64_t count_before(Wide position, std::uint64_t unit) const noexcept;

 private:
  Arrivals arrivals_;
  std::uint64_t state_ = 0;
};

}  // namespace spate
