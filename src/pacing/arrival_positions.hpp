// Where each record stands in the flow, in records: evenly, record n stands at n. Arrivals move it from there.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include "pacing/poisson_process.hpp"
#include "pacing/uint128.hpp"
#include "scenario/model/rate.hpp"

namespace spate::pacing {

// A pure function of the stream's state (seed and name) and the index, that never decreases and is 0 for record 0 under
// uniform and Poisson arrivals. A small value; thread-safe.
class ArrivalPositions {
 public:
  ArrivalPositions() noexcept = default;
  ArrivalPositions(const scenario::Arrivals& arrivals, std::uint64_t stream_state);

  [[nodiscard]] bool even() const noexcept { return arrivals_.kind == scenario::Arrivals::Kind::uniform; }
  // Of record n, in units of which `unit` < 2^63 make up a record.
  [[nodiscard]] Uint128 of(std::uint64_t n, std::uint64_t unit) const noexcept;
  // How many records stand before this position: the first one that does not, or the most that 64 bits count.
  [[nodiscard]] std::uint64_t count_before(Uint128 position, std::uint64_t unit) const noexcept;

  // The same function.
  [[nodiscard]] bool operator==(const ArrivalPositions& other) const noexcept;

 private:
  friend class ArrivalCursor;
  [[nodiscard]] Uint128 shifted(std::uint64_t n, std::uint64_t unit) const noexcept;

  scenario::Arrivals arrivals_;
  std::uint64_t state_ = 0;
  std::shared_ptr<const PoissonProcess> process_;  // of Poisson arrivals
};

// Positions one after the other, which is cheaper than each by itself. One thread's.
class ArrivalCursor {
 public:
  explicit ArrivalCursor(ArrivalPositions positions) noexcept;

  // positions.of(n, unit); fastest for n, n + 1, n + 2, …
  [[nodiscard]] Uint128 of(std::uint64_t n, std::uint64_t unit) noexcept;

 private:
  ArrivalPositions positions_;
  std::optional<PoissonCursor> cursor_;  // of Poisson arrivals; the process is that of positions_
};

}  // namespace spate::pacing
