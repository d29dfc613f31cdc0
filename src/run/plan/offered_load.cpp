#include "run/plan/offered_load.hpp"

#include <algorithm>
#include <limits>
#include <utility>

namespace spate {
namespace {

constexpr Nanos kInSight = 100LL * 365 * 24 * 60 * kMinute;

std::optional<Nanos> sooner(std::optional<Nanos> one, std::optional<Nanos> other) {
  return one && other ? std::min(*one, *other) : one ? one : other;
}

}  // namespace

OfferedLoad::OfferedLoad(const Stream& stream, Schedule schedule, double record_bytes)
    : unit_(stream.rate.unit),
      schedule_(std::move(schedule)),
      start_(std::min(stream.start_after, kInSight)),
      record_bytes_(std::max(record_bytes, 1.0)),
      most_(std::numeric_limits<double>::infinity()) {
  const bool bytes = unit_ == Rate::Unit::bytes;
  const auto& stop = stream.stop_after;
  if (stop.records) most_ = static_cast<double>(*stop.records) * (bytes ? record_bytes_ : 1);
  if (stop.bytes) most_ = std::min(most_, static_cast<double>(*stop.bytes) / (bytes ? 1 : record_bytes_));
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

double OfferedLoad::records_of(double counted) const noexcept {
  return unit_ == Rate::Unit::bytes ? counted / record_bytes_ : counted;
}

double OfferedLoad::records(Nanos from, Nanos to) const noexcept {
  if (!told() || to <= from) return 0;
  return records_of(counted_by(to - 1) - counted_by(from - 1));
}

double OfferedLoad::rate(Nanos from, Nanos to) const noexcept {
  constexpr double kMany = 20;
  if (!told() || to <= from) return 0;
  const double due = records(from, to);
  const Nanos middle = from + (to - from) / 2;
  const bool over = middle < start_ || (end_ && middle >= *end_);
  if (due >= kMany || over) return due / to_seconds(to - from);
  return records_of(schedule_.rate_at(middle - start_));
}

double OfferedLoad::peak(Nanos from, Nanos to, std::size_t most_turns) const noexcept {
  double most = 0;
  const Nanos last = (end_ ? std::min(to, *end_) : to) - 1 - start_;
  Nanos time = std::max(from, start_) - start_;
  for (std::size_t turns = 0; told() && time <= last && turns < most_turns; ++turns) {
    const Nanos next = schedule_.straight_until(time);
    most =
        std::max({most, records_of(schedule_.rate_at(time)), records_of(schedule_.rate_at(std::min(last, next - 1)))});
    time = next;
  }
  return most;
}

}  // namespace spate
