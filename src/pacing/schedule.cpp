#include "pacing/schedule.hpp"

#include <algorithm>

namespace spate {
namespace {

// Products of an index and a period need more than 64 bits.
__extension__ using Wide = unsigned __int128;

}  // namespace

std::uint64_t Schedule::due_by(Nanos elapsed) const noexcept {
  if (elapsed < 0 || amount_ == 0) return 0;
  const Wide exact = static_cast<Wide>(elapsed) * amount_ / per_ + 1;
  return static_cast<std::uint64_t>(std::min<Wide>(exact, std::numeric_limits<std::uint64_t>::max()));
}

Nanos Schedule::intended(std::uint64_t n) const noexcept {
  if (amount_ == 0) return kNever;
  const Wide exact = (static_cast<Wide>(n) * per_ + amount_ - 1) / amount_;
  return static_cast<Nanos>(std::min<Wide>(exact, static_cast<Wide>(kNever)));
}

double Schedule::rate_at(Nanos /*elapsed*/) const noexcept {
  return per_ == 0 ? 0.0 : static_cast<double>(amount_) * 1e9 / static_cast<double>(per_);
}

void ScheduleCursor::seek(std::uint64_t index) noexcept {
  index_ = index;
  rest_ = 0;
  if (schedule_.intended(index) > kFar || schedule_.amount_ == 0) {
    whole_ = schedule_.intended(index);
    step_ = 0;
    step_rest_ = 0;
    return;
  }
  const Wide exact = static_cast<Wide>(index) * schedule_.per_;
  whole_ = static_cast<Nanos>(exact / schedule_.amount_);
  rest_ = static_cast<std::uint64_t>(exact % schedule_.amount_);
  step_ = static_cast<Nanos>(schedule_.per_ / schedule_.amount_);
  step_rest_ = schedule_.per_ % schedule_.amount_;
}

}  // namespace spate
