// The position of each record in its schedule, in records. With uniform arrivals, record n is at n. Other arrivals move
// it.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include "pacing/poisson_process.hpp"
#include "pacing/uint128.hpp"
#include "scenario/model/rate.hpp"

namespace spate::pacing {

// A pure function of the stream's state (seed and name) and the index. Never decreases. 0 for record 0 with uniform and
// Poisson arrivals. Cheap to copy. Thread-safe.
class ArrivalPositions {
 public:
  ArrivalPositions() noexcept = default;
  ArrivalPositions(const scenario::Arrivals& arrivals, std::uint64_t stream_state);

  [[nodiscard]] bool is_uniform() const noexcept { return arrivals_.kind == scenario::Arrivals::Kind::uniform; }
  // Position of record n. `unit` < 2^63 units are a record.
  [[nodiscard]] Uint128 position(std::uint64_t n, std::uint64_t unit) const noexcept;
  // Number of records before this position, saturated at 64 bits.
  [[nodiscard]] std::uint64_t count_before(Uint128 position, std::uint64_t unit) const noexcept;

  // Whether both are the same function.
  [[nodiscard]] bool operator==(const ArrivalPositions& other) const noexcept;

 private:
  friend class ArrivalCursor;
  [[nodiscard]] Uint128 jittered(std::uint64_t n, std::uint64_t unit) const noexcept;

  scenario::Arrivals arrivals_;
  std::uint64_t state_ = 0;
  std::shared_ptr<const PoissonProcess> process_;  // for Poisson arrivals
};

// Positions in sequence, which is cheaper than one at a time. Not thread-safe.
class ArrivalCursor {
 public:
  explicit ArrivalCursor(ArrivalPositions positions) noexcept;

  // Equals positions.position(n, unit). Fastest for n, n + 1, n + 2, …
  [[nodiscard]] Uint128 position(std::uint64_t n, std::uint64_t unit) noexcept;

 private:
  ArrivalPositions positions_;
  std::optional<PoissonCursor> cursor_;  // for Poisson arrivals; uses the process of positions_
};

}  // namespace spate::pacing
