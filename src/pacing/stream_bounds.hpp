// The records, bytes and time after which a stream ends.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>

#include "base/time.hpp"
#include "pacing/schedule.hpp"
#include "pacing/shard_indices.hpp"
#include "scenario/model/scenario.hpp"

namespace spate::pacing {

class StreamBounds {
 public:
  // `stop_after` counts for all processes that share the stream. Of its bytes, this process makes 1/`step`.
  StreamBounds(const scenario::StopAfter& stop_after, const ShardIndices& indices) noexcept;

  // The time bound counts from `at`.
  void start_time_bound(StreamTime at) noexcept;
  // Computes the end indexes, as far as the schedule determines them. Called again for each new schedule.
  void update(const Schedule& schedule) noexcept;

  // One past the last index within all bounds, in any process.
  [[nodiscard]] std::uint64_t end_index() const noexcept { return end_index_; }
  // The same without the time bound.
  [[nodiscard]] std::uint64_t untimed_end_index() const noexcept { return untimed_end_index_; }
  [[nodiscard]] bool counts_bytes() const noexcept { return bytes_.has_value(); }
  // Whether a bound other than the time bound excludes this index, or a record after this many bytes.
  [[nodiscard]] bool excludes(std::uint64_t index, std::uint64_t bytes) const noexcept {
    return index >= untimed_end_index_ || bytes >= bytes_.value_or(kUnbounded);
  }

  // The time bound applies only when its time is over, because the schedule before it may still change.
  [[nodiscard]] bool time_is_over(StreamTime now) const noexcept { return time_ && now >= *time_; }
  // kNever if there is no time bound.
  [[nodiscard]] StreamTime time_bound_end() const noexcept { return time_.value_or(kNever); }
  // `at`, or the end of the time bound if that is earlier and still ahead.
  [[nodiscard]] StreamTime within_time(StreamTime at, StreamTime now) const noexcept {
    return time_ && !time_is_over(now) ? std::min(at, *time_) : at;
  }

 private:
  std::optional<std::uint64_t> records_;
  std::optional<std::uint64_t> bytes_;
  std::optional<Duration> duration_;
  std::optional<StreamTime> time_;
  std::uint64_t end_index_ = 0;
  std::uint64_t untimed_end_index_ = 0;
};

}  // namespace spate::pacing
