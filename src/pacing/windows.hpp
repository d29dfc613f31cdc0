// Windows: at some times of some days the rate is a multiple of what the stages say.
#pragma once

#include <cstddef>
#include <vector>

#include "pacing/flow.hpp"
#include "pacing/stages.hpp"

namespace spate::pacing {

// Stages with the windows' factors on top. Immutable, thread-safe. Areas count in 1 / measure.factor of the stages'
// own.
class Windowed : public Flow {
 public:
  Windowed(Stages stages, const scenario::RateProfile& profile, const scenario::Measure& measure,
           const Beginning& beginning);

  [[nodiscard]] StreamTime end() const noexcept override { return stages_.end(); }
  [[nodiscard]] Wide total() const noexcept override { return total_; }
  [[nodiscard]] Span at(StreamTime time) const noexcept override;
  [[nodiscard]] Span holding(Wide area) const noexcept override;
  [[nodiscard]] double growth_at(StreamTime time) const noexcept override;
  [[nodiscard]] std::size_t memory() const noexcept override {
    return sizeof *this + stages_.memory() + stretches_.capacity() * sizeof(Stretch);
  }

 private:
  // From `begin` until the next one the stages' area grows `factor` times.
  struct Stretch {
    StreamTime begin{};
    std::uint64_t factor = 1;
    Wide stages_area = 0;  // at `begin`
    Wide area = 0;         // at `begin`, with factors
  };

  void add(StreamTime begin, std::uint64_t factor);
  [[nodiscard]] Span multiplied(std::size_t stretch, const Span& span) const noexcept;

  Stages stages_;
  std::vector<Stretch> stretches_;
  Wide total_ = 0;
};

}  // namespace spate::pacing
