#include "pacing/schedule_history.hpp"

#include <algorithm>
#include <limits>
#include <new>
#include <optional>
#include <span>
#include <utility>

namespace spate::pacing {
namespace {

constexpr std::size_t kMaxParts = 1'000;
constexpr std::size_t kMaxBytes = std::size_t{2} * 1024 * 1024;  // a sine wave has 50 kB, windows a few hundred kB

bool in_records(const Schedule& schedule) noexcept { return schedule.unit() == scenario::Rate::Unit::records; }

}  // namespace

// While one exists, no parts are freed. Sequentially consistent: either the thread that frees sees the guard, or the
// guard sees the new parts.
class ScheduleHistory::ReadGuard {
 public:
  explicit ReadGuard(const ScheduleHistory& history) noexcept : readers_(history.readers_) {
    readers_.fetch_add(1);
    const Parts* const parts = history.published_.load();
    parts_ = {parts->all.data(), parts->count.load(std::memory_order_acquire)};
  }
  ReadGuard(const ReadGuard&) = delete;
  ReadGuard& operator=(const ReadGuard&) = delete;
  ~ReadGuard() { readers_.fetch_sub(1); }

  [[nodiscard]] std::span<const Part> parts() const noexcept { return parts_; }

 private:
  std::atomic<int>& readers_;
  std::span<const Part> parts_;
};

ScheduleHistory::ScheduleHistory(Schedule written) noexcept : written_(std::move(written)) {}

ScheduleHistory::~ScheduleHistory() = default;

void ScheduleHistory::Parts::add(Part part) {
  try {
    bytes += part.schedule.uncounted_memory(addresses);
  } catch (const std::bad_alloc&) {  // not counted; the limit need not be exact
  }
  all.push_back(std::move(part));
  count.store(all.size(), std::memory_order_release);
}

bool ScheduleHistory::Parts::is_full(std::size_t more) const noexcept {
  return all.size() + more > kMaxParts || bytes > kMaxBytes;
}

std::unique_ptr<ScheduleHistory::Parts> ScheduleHistory::empty_parts() {
  auto parts = std::make_unique<Parts>();
  parts->all.reserve(kMaxParts);
  parts->addresses.reserve(2 * kMaxParts);  // most schedules share two parts
  return parts;
}

void ScheduleHistory::reserve() {
  if (!reserved_) reserved_ = empty_parts();
}

void ScheduleHistory::add(StreamTime at, std::uint64_t made, std::uint64_t bytes, const Schedule& schedule) {
  if (!parts_ || parts_->is_full()) make_room(empty_parts());
  append({.begin = at, .first = made, .bytes_before = bytes, .schedule = schedule});
}

void ScheduleHistory::add_reserved(StreamTime at, std::uint64_t made, std::uint64_t bytes,
                                   const Schedule& schedule) noexcept {
  if (reserved_ && (!parts_ || parts_->is_full(kReserved))) make_room(std::move(reserved_));
  append({.begin = at, .first = made, .bytes_before = bytes, .schedule = schedule});
}

void ScheduleHistory::append(Part part) {
  parts_->add(std::move(part));
  published_.store(parts_.get());
  if (parts_->before && readers_.load() == 0) parts_->before.reset();
}

// A read takes microseconds, so one of the many later changes finds no reader and frees the old parts.
void ScheduleHistory::make_room(std::unique_ptr<Parts> next) {
  if (!parts_)
    next->add({.schedule = written_});
  else
    for (const Part& part : kept_parts()) next->add(part);
  next->before = std::move(parts_);
  parts_ = std::move(next);
}

std::span<const ScheduleHistory::Part> ScheduleHistory::kept_parts() const {
  const std::span<const Part> all{parts_->all};
  std::size_t kept = 1;
  try {
    Addresses addresses;
    auto bytes = all.back().schedule.uncounted_memory(addresses);
    for (; kept < std::min(all.size(), kMaxParts / 2); ++kept) {
      bytes += all[all.size() - 1 - kept].schedule.uncounted_memory(addresses);
      if (bytes > kMaxBytes / 2) break;
    }
  } catch (const std::bad_alloc&) {  // keeps those that were measured
  }
  return all.last(kept);
}

bool ScheduleHistory::any_unlimited() const noexcept {
  if (!has_changes()) return written_.unit() == scenario::Rate::Unit::unlimited;
  const ReadGuard guard{*this};
  return std::any_of(guard.parts().begin(), guard.parts().end(),
                     [](const Part& part) { return part.schedule.unit() == scenario::Rate::Unit::unlimited; });
}

std::uint64_t ScheduleHistory::due_by(StreamTime elapsed) const noexcept {
  if (!has_changes()) return in_records(written_) ? written_.due_by(elapsed) : 0;
  const ReadGuard guard{*this};
  const auto all = guard.parts();
  const auto after = std::upper_bound(all.begin(), all.end(), elapsed,
                                      [](StreamTime time, const Part& part) { return time < part.begin; });
  if (after == all.begin()) return all.front().first;
  const Part& part = *(after - 1);
  return in_records(part.schedule) ? part.schedule.due_by(elapsed) : part.first;
}

StreamTime ScheduleHistory::intended(std::uint64_t n) const noexcept {
  if (!has_changes()) return in_records(written_) ? written_.intended(n) : StreamTime{};
  const ReadGuard guard{*this};
  const auto all = guard.parts();
  const auto after = std::upper_bound(all.begin(), all.end(), n,
                                      [](std::uint64_t index, const Part& part) { return index < part.first; });
  if (after == all.begin()) return all.front().begin;
  const Part& part = *(after - 1);
  return in_records(part.schedule) ? part.schedule.intended(n) : part.begin;
}

double ScheduleHistory::Part::records(double amount, double record_bytes) const noexcept {
  if (in_records(schedule)) return amount;
  return record_bytes > 0 ? amount / record_bytes : 0;
}

double ScheduleHistory::mean_rate(StreamTime from, StreamTime until, double record_bytes) const noexcept {
  if (any_unlimited()) return std::numeric_limits<double>::infinity();
  const Part written{.schedule = written_};
  std::optional<ReadGuard> guard;
  if (has_changes()) guard.emplace(*this);
  const auto parts = guard ? guard->parts() : std::span{&written, 1};
  const StreamTime begin = std::max(from, parts.front().begin);
  double records = 0;
  for (std::size_t number = 0; number < parts.size(); ++number) {
    const Part& part = parts[number];
    const StreamTime next = number + 1 < parts.size() ? parts[number + 1].begin : kNever;
    const StreamTime last = std::min(until, next);
    const StreamTime first = std::max(begin, part.begin);
    if (begin >= until && begin < next) return part.records(part.schedule.rate_at(begin), record_bytes);
    if (first < last)
      records +=
          part.records(part.schedule.due_with_fraction(last) - part.schedule.due_with_fraction(first), record_bytes);
  }
  return records / to_seconds(until - begin);
}

StreamTime ScheduleHistory::planned_end(std::uint64_t records, std::uint64_t bytes) const noexcept {
  const Part written{.schedule = written_};
  std::optional<ReadGuard> guard;
  if (has_changes()) guard.emplace(*this);
  const Part& part = guard ? guard->parts().back() : written;
  if (part.schedule.unit() == scenario::Rate::Unit::unlimited) return kNever;
  const bool counts_records = in_records(part.schedule);
  const auto done = counts_records ? records : bytes - std::min(bytes, part.bytes_before);
  const StreamTime next = counts_records ? intended(done) : part.schedule.intended(done);
  if (next != kNever) return next;
  if (done == 0) return part.begin;
  return counts_records ? intended(done - 1) : part.schedule.intended(done - 1);
}

}  // namespace spate::pacing
