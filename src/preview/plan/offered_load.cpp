#include "preview/plan/offered_load.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace spate {
namespace {

constexpr Nanos kInSight = 100LL * 365 * 24 * 60 * kMinute;

std::optional<Nanos> sooner(std::optional<Nanos> one, std::optional<Nanos> other) {
  return one && other ? std::min(*one, *other) : one ? one : other;
}

// The record that reaches the bound is the last one; a mean is exact to a few digits only.
double records_of(std::uint64_t bytes, double mean) {
  constexpr double kInexact = 1e-6;
  return std::max(1.0, std::ceil(static_cast<double>(bytes) / mean - kInexact));
}

}  // namespace

OfferedLoad::OfferedLoad(const Stream& stream, Schedule schedule, const RecordMeans& means)
    : unit_(stream.rate.unit),
      schedule_(std::move(schedule)),
      start_(std::min(stream.start_after, kInSight)),
      means_(means),
      most_(std::numeric_limits<double>::infinity()) {
  means_.paced_bytes = std::max(means_.paced_bytes, 1.0);
  const bool bytes = unit_ == Rate::Unit::bytes;
  const auto& stop = stream.stop_after;
  if (stop.records) most_ = static_cast<double>(*stop.records) * (bytes ? means_.paced_bytes : 1);
  if (stop.bytes)
    most_ = std::min(most_, bytes ? static_cast<double>(*stop.bytes) : records_of(*stop.bytes, means_.paced_bytes));
  end_ = told() ? find_end(stop) : stop.duration;
  if (end_) *end_ = std::min(*end_, kInSight) + start_;
}

std::optional<Nanos> OfferedLoad::find_end(const StopAfter& stop) const {
  std::optional<Nanos> end = stop.duration;
  const auto total = schedule_.due_by(kInSight);
  // The schedule itself is over, or the bound on what is made is reached.
  if (total > 0 && schedule_.intended(total) == kNever) end = sooner(end, schedule_.intended(total - 1) + 1);
  if (most_ < static_cast<double>(total)) {
    const auto last = std::max<std::uint64_t>(1, static_cast<std::uint64_t>(most_)) - 1;
    end = sooner(end, schedule_.intended(last) + 1);
  }
  return end;
}

double OfferedLoad::counted_by(Nanos time) const noexcept {
  if (time < start_) return 0;
  const Nanos last = end_ ? std::min(time, *end_ - 1) : time;
  return std::min(most_, static_cast<double>(schedule_.due_by(last - start_)));
}

double OfferedLoad::scheduled_of(double counted) const noexcept {
  return unit_ == Rate::Unit::bytes ? counted / means_.paced_bytes : counted;
}

double OfferedLoad::scheduled(Nanos from, Nanos to) const noexcept {
  if (!told() || to <= from) return 0;
  return scheduled_of(counted_by(to - 1) - counted_by(from - 1));
}

double OfferedLoad::records(Nanos from, Nanos to) const noexcept { return means_.sent * scheduled(from, to); }

double OfferedLoad::rate(Nanos from, Nanos to) const noexcept {
  constexpr double kMany = 20;
  if (!told() || to <= from) return 0;
  const double due = scheduled(from, to);
  const Nanos middle = from + (to - from) / 2;
  const bool over = middle < start_ || (end_ && middle >= *end_);
  if (due >= kMany || over) return means_.sent * due / to_seconds(to - from);
  return means_.sent * scheduled_of(schedule_.rate_at(middle - start_));
}

double OfferedLoad::peak(Nanos from, Nanos to, std::size_t most_turns) const noexcept {
  double most = 0;
  const Nanos last = (end_ ? std::min(to, *end_) : to) - 1 - start_;
  Nanos time = std::max(from, start_) - start_;
  for (std::size_t turns = 0; told() && time <= last && turns < most_turns; ++turns) {
    const Nanos next = schedule_.straight_until(time);
    most = std::max(
        {most, scheduled_of(schedule_.rate_at(time)), scheduled_of(schedule_.rate_at(std::min(last, next - 1)))});
    time = next;
  }
  return means_.sent * most;
}

}  // namespace spate
