// Records due as they were recorded: with the gaps they had, all of them shorter or longer by the same factor.
#pragma once

#include <memory>

#include "base/recording.hpp"
#include "pacing/flow.hpp"
#include "scenario/model/rate.hpp"

namespace spate::pacing {

// A record is an area of 1, which stands there at once when its time has come. A recording in a loop goes on for ever,
// each run through it later by the recording's span.
class Recorded : public Flow {
 public:
  // `recording` has records, and a span above 0 if it is looped; `speed` is above 0.
  Recorded(std::shared_ptr<const Recording> recording, const scenario::Factor& speed, bool loop) noexcept;

  [[nodiscard]] StreamTime end() const noexcept override;
  [[nodiscard]] Wide total() const noexcept override { return loop_ ? kWideMost : records_; }
  [[nodiscard]] Span at(StreamTime time) const noexcept override;
  [[nodiscard]] Span holding(Wide area) const noexcept override;
  // Of a fast recording what the next second brings, of a slow one its gap.
  [[nodiscard]] double growth_at(StreamTime time) const noexcept override;
  [[nodiscard]] std::size_t memory() const noexcept override { return sizeof *this; }

 private:
  [[nodiscard]] StreamTime time_of(Wide n) const noexcept;
  [[nodiscard]] Wide count_by(StreamTime time) const noexcept;

  std::shared_ptr<const Recording> recording_;
  scenario::Factor speed_;
  bool loop_;
  Wide records_;
  Wide span_;
};

}  // namespace spate::pacing
