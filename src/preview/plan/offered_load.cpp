#include "preview/plan/offered_load.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace spate::preview {
namespace {

constexpr Duration kMaxPlanned = 100 * 365 * kDay;

std::optional<StreamTime> earliest(std::optional<StreamTime> a, std::optional<StreamTime> b) {
  return a && b ? std::min(*a, *b) : a ? a : b;
}

std::optional<StreamTime> end_from_duration(const scenario::StopAfter& stop) {
  return stop.duration ? std::optional{StreamTime{*stop.duration}} : std::nullopt;
}

// The record that reaches the bound is the last one. The mean has rounding errors.
double records_in(std::uint64_t bytes, double mean) {
  constexpr double kRoundingError = 1e-6;
  return std::max(1.0, std::ceil(static_cast<double>(bytes) / mean - kRoundingError));
}

}  // namespace

OfferedLoad::OfferedLoad(const scenario::Stream& stream, pacing::Schedule schedule, const RecordMeans& means)
    : unit_(stream.rate.unit),
      schedule_(std::move(schedule)),
      start_(std::min(stream.start_after, kMaxPlanned)),
      means_(means),
      max_amount_(std::numeric_limits<double>::infinity()) {
  means_.paced_bytes = std::max(means_.paced_bytes, 1.0);
  const bool bytes = unit_ == scenario::Rate::Unit::bytes;
  const auto& stop = stream.stop_after;
  if (stop.records) max_amount_ = static_cast<double>(*stop.records) * (bytes ? means_.paced_bytes : 1);
  if (stop.bytes)
    max_amount_ =
        std::min(max_amount_, bytes ? static_cast<double>(*stop.bytes) : records_in(*stop.bytes, means_.paced_bytes));
  end_ = has_rate() ? find_end(stop) : end_from_duration(stop);
  if (end_) *end_ = std::min(*end_, StreamTime{kMaxPlanned}) + start_;
}

std::optional<StreamTime> OfferedLoad::find_end(const scenario::StopAfter& stop) const {
  auto end = end_from_duration(stop);
  const auto total = schedule_.due_by(StreamTime{kMaxPlanned});
  // The schedule ends, or the stream reaches its bound on records or bytes.
  if (total > 0 && schedule_.intended(total) == kNever)
    end = earliest(end, schedule_.intended(total - 1) + Duration{1});
  if (max_amount_ < static_cast<double>(total)) {
    const auto last = std::max<std::uint64_t>(1, static_cast<std::uint64_t>(max_amount_)) - 1;
    end = earliest(end, schedule_.intended(last) + Duration{1});
  }
  return end;
}

double OfferedLoad::amount_due_by(StreamTime time) const noexcept {
  if (time < start()) return 0;
  const StreamTime last = end_ ? std::min(time, *end_ - Duration{1}) : time;
  return std::min(max_amount_, static_cast<double>(schedule_.due_by(last - start_)));
}

double OfferedLoad::records_from_amount(double amount) const noexcept {
  return unit_ == scenario::Rate::Unit::bytes ? amount / means_.paced_bytes : amount;
}

double OfferedLoad::scheduled(StreamTime from, StreamTime to) const noexcept {
  if (!has_rate() || to <= from) return 0;
  return records_from_amount(amount_due_by(to - Duration{1}) - amount_due_by(from - Duration{1}));
}

double OfferedLoad::records(StreamTime from, StreamTime to) const noexcept { return means_.sent * scheduled(from, to); }

double OfferedLoad::rate(StreamTime from, StreamTime to) const noexcept {
  constexpr double kMany = 20;
  if (!has_rate() || to <= from) return 0;
  const double due = scheduled(from, to);
  const StreamTime middle = from + (to - from) / 2;
  const bool is_outside = middle < start() || (end_ && middle >= *end_);
  if (due >= kMany || is_outside) return means_.sent * due / to_seconds(to - from);
  return means_.sent * records_from_amount(schedule_.rate_at(middle - start_));
}

double OfferedLoad::peak(StreamTime from, StreamTime to, std::size_t max_pieces) const noexcept {
  double max = 0;
  const StreamTime last = (end_ ? std::min(to, *end_) : to) - Duration{1} - start_;
  StreamTime time = std::max(from, start()) - start_;
  for (std::size_t pieces = 0; has_rate() && time <= last && pieces < max_pieces; ++pieces) {
    const StreamTime next = schedule_.linear_until(time);
    max = std::max({max, records_from_amount(schedule_.rate_at(time)),
                    records_from_amount(schedule_.rate_at(std::min(last, next - Duration{1})))});
    time = next;
  }
  return means_.sent * max;
}

}  // namespace spate::preview
