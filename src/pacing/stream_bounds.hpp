// How far a stream goes: the records, bytes and time after which it ends.
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
  // The bounds are those of all processes that share the stream: of the bytes this one makes 1 in step.
  StreamBounds(const scenario::StopAfter& stop_after, const ShardIndices& slots) noexcept;

  // The bound in time counts from this instant on.
  void begin_time(StreamTime at) noexcept;
  // The number of records a bounded stream will make, as far as that is known beforehand; anew for each schedule.
  void find(const Schedule& schedule) noexcept;

  // One past the last record allowed, whoever makes it.
  [[nodiscard]] std::uint64_t last_index() const noexcept { return last_index_; }
  // The same, by all bounds but that in time.
  [[nodiscard]] std::uint64_t end_index() const noexcept { return end_index_; }
  [[nodiscard]] bool counts_bytes() const noexcept { return bytes_.has_value(); }
  // By all bounds but that in time, there is no record of this index, or after this many bytes.
  [[nodiscard]] bool reached(std::uint64_t index, std::uint64_t bytes) const noexcept {
    return index >= end_index_ || bytes >= bytes_.value_or(kUnbounded);
  }

  // A bound in time is an instant: what is due before it may still change, so it holds once the time has come.
  [[nodiscard]] bool time_is_over(StreamTime now) const noexcept { return time_ && now >= *time_; }
  // kNever: it has none.
  [[nodiscard]] StreamTime end_of_time() const noexcept { return time_.value_or(kNever); }
  // `at`, or the instant of the bound in time if that is to come earlier.
  [[nodiscard]] StreamTime within_time(StreamTime at, StreamTime now) const noexcept {
    return time_ && !time_is_over(now) ? std::min(at, *time_) : at;
  }

 private:
  std::optional<std::uint64_t> records_;
  std::optional<std::uint64_t> bytes_;
  std::optional<Duration> duration_;
  std::optional<StreamTime> time_;
  std::uint64_t last_index_ = 0;
  std::uint64_t end_index_ = 0;
};

}  // namespace spate::pacing
