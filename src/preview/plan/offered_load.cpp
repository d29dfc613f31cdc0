#include "preview/plan/offered_load.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace spate::preview {
namespace {

constexpr Duration kMaxLookAhead = 100 * 365 * kDay;

std::optional<StreamTime> sooner(std::optional<StreamTime> one, std::optional<StreamTime> other) {
  return one && other ? std::min(*one, *other) : one ? one : other;
}

std::optional<StreamTime> end_of(const scenario::StopAfter& stop) {
  return stop.duration ? std::optional{StreamTime{*stop.duration}} : std::nullopt;
}

// The record that reaches the bound is the last one; the mean is accurate to a few digits.
double records_of(std::uint64_t bytes, double mean) {
  constexpr double kInexact = 1e-6;
  return std::max(1.0, std::ceil(static_cast<double>(bytes) / mean - kInexact));
}

}  // namespace

OfferedLoad::OfferedLoad(const scenario::Stream& stream, pacing::Schedule schedule, const RecordMeans& means)
    : unit_(stream.rate.unit),
      schedule_(std::move(schedule)),
      start_(std::min(stream.start_after, kMaxLookAhead)),
      means_(means),
      max_(std::numeric_limits<double>::infinity()) {
  means_.paced_bytes = std::max(means_.paced_bytes, 1.0);
  const bool bytes = unit_ == scenario::Rate::Unit::bytes;
  const auto& stop = stream.stop_after;
  if (stop.records) max_ = static_cast<double>(*stop.records) * (bytes ? means_.paced_bytes : 1);
  if (stop.bytes)
    max_ = std::min(max_, bytes ? static_cast<double>(*stop.bytes) : records_of(*stop.bytes, means_.paced_bytes));
  end_ = has_rate() ? find_end(stop) : end_of(stop);
  if (end_) *end_ = std::min(*end_, StreamTime{kMaxLookAhead}) + start_;
}

std::optional<StreamTime> OfferedLoad::find_end(const scenario::StopAfter& stop) const {
  auto end = end_of(stop);
  const auto total = schedule_.due_by(StreamTime{kMaxLookAhead});
  // The schedule ends, or the bound on made records is reached.
  if (total > 0 && schedule_.intended(total) == kNever) end = sooner(end, schedule_.intended(total - 1) + Duration{1});
  if (max_ < static_cast<double>(total)) {
    const auto last = std::max<std::uint64_t>(1, static_cast<std::uint64_t>(max_)) - 1;
    end = sooner(end, schedule_.intended(last) + Duration{1});
  }
  return end;
}

double OfferedLoad::counted_by(StreamTime time) const noexcept {
  if (time < start()) return 0;
  const StreamTime last = end_ ? std::min(time, *end_ - Duration{1}) : time;
  return std::min(max_, static_cast<double>(schedule_.due_by(last - start_)));
}

double OfferedLoad::scheduled_of(double counted) const noexcept {
  return unit_ == scenario::Rate::Unit::bytes ? counted / means_.paced_bytes : counted;
}

double OfferedLoad::scheduled(StreamTime from, StreamTime to) const noexcept {
  if (!has_rate() || to <= from) return 0;
  return scheduled_of(counted_by(to - Duration{1}) - counted_by(from - Duration{1}));
}

double OfferedLoad::records(StreamTime from, StreamTime to) const noexcept { return means_.sent * scheduled(from, to); }

double OfferedLoad::rate(StreamTime from, StreamTime to) const noexcept {
  constexpr double kMany = 20;
  if (!has_rate() || to <= from) return 0;
  const double due = scheduled(from, to);
  const StreamTime middle = from + (to - from) / 2;
  const bool over = middle < start() || (end_ && middle >= *end_);
  if (due >= kMany || over) return means_.sent * due / to_seconds(to - from);
  return means_.sent * scheduled_of(schedule_.rate_at(middle - start_));
}

double OfferedLoad::peak(StreamTime from, StreamTime to, std::size_t most_turns) const noexcept {
  double max = 0;
  const StreamTime last = (end_ ? std::min(to, *end_) : to) - Duration{1} - start_;
  StreamTime time = std::max(from, start()) - start_;
  for (std::size_t turns = 0; has_rate() && time <= last && turns < most_turns; ++turns) {
    const StreamTime next = schedule_.straight_until(time);
    max = std::max({max, scheduled_of(schedule_.rate_at(time)),
                    scheduled_of(schedule_.rate_at(std::min(last, next - Duration{1})))});
    time = next;
  }
  return means_.sent * max;
}

}  // namespace spate::preview
