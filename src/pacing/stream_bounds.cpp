#include "pacing/stream_bounds.hpp"

namespace spate::pacing {

StreamBounds::StreamBounds(const scenario::StopAfter& stop_after, const ShardIndices& indices) noexcept
    : records_(stop_after.records), bytes_(stop_after.bytes), duration_(stop_after.duration) {
  if (bytes_) bytes_ = indices.share(*bytes_);
  start_time_bound({});
}

void StreamBounds::start_time_bound(StreamTime at) noexcept {
  if (duration_) time_ = saturating_add(at, *duration_);
}

void StreamBounds::update(const Schedule& schedule) noexcept {
  const bool by_records = schedule.unit() == scenario::Rate::Unit::records;
  untimed_end_index_ = records_.value_or(kUnbounded);
  if (by_records) untimed_end_index_ = std::min(untimed_end_index_, schedule.total());
  end_index_ = untimed_end_index_;
  if (by_records && time_) end_index_ = std::min(end_index_, schedule.due_by(*time_ - Duration{1}));
}

}  // namespace spate::pacing
