#include "run/prepare/timetables.hpp"

#include <algorithm>
#include <atomic>
#include <limits>
#include <optional>
#include <utility>

#include "pacing/schedule_history.hpp"
#include "pacing/stream_schedule.hpp"

namespace spate::run {

namespace {

constexpr std::uint64_t kMaxRecords = std::numeric_limits<std::int64_t>::max();

// a * b / c, rounded down. Uses 64 bits if they suffice.
std::uint64_t share(std::uint64_t a, std::uint64_t b, std::uint64_t c) noexcept {
  std::uint64_t product = 0;
  if (!__builtin_mul_overflow(a, b, &product)) return product / c;
  return static_cast<std::uint64_t>(std::min<pacing::Uint128>(static_cast<pacing::Uint128>(a) * b / c,
                                                              std::numeric_limits<std::uint64_t>::max() - 1));
}

// The last nanosecond of a duration.
StreamTime last_instant(Duration duration) noexcept { return StreamTime{duration - Duration{1}}; }

std::uint64_t later_record(std::uint64_t from, std::uint64_t records) noexcept {
  return records + std::min(from, std::numeric_limits<std::uint64_t>::max() - records);
}

}  // namespace

// A stream's schedule in the time of the run. After a live change or a reload, the history of the stream replaces it.
struct StreamTimetables::Shifted {
  Shifted(const scenario::Stream& stream, pacing::Schedule of_stream)
      : schedule(std::move(of_stream)), start_after(stream.start_after) {
    written = stream.stop_after;
    bounds = written;
    update_max();
  }

  void update_max() {
    max = std::min({kMaxRecords, schedule.total(), bounds.records.value_or(kMaxRecords)});
    if (bounds.duration) max = std::min(max, schedule.due_by(last_instant(*bounds.duration)));
  }

  [[nodiscard]] const pacing::ScheduleHistory* changed_history() const noexcept {
    const auto* const live = history.load(std::memory_order_acquire);
    return live != nullptr && live->has_changes() ? live : nullptr;
  }
  [[nodiscard]] std::uint64_t live_due_by(const pacing::ScheduleHistory& changed, StreamTime time) const noexcept {
    const StreamTime last = bounds.duration ? std::min(time, last_instant(*bounds.duration)) : time;
    return std::min(bounds.records.value_or(kMaxRecords), last < StreamTime{} ? 0 : changed.due_by(last));
  }
  [[nodiscard]] StreamTime from_start(StreamTime time) const noexcept { return saturating_add(time, start_after); }

  static std::uint64_t due_by(const void* shifted, StreamTime elapsed) noexcept {
    const auto& stream = *static_cast<const Shifted*>(shifted);
    const StreamTime time = elapsed - stream.start_after;
    if (const auto* history = stream.changed_history()) return stream.live_due_by(*history, time);
    return std::min(stream.max, stream.schedule.due_by(time));
  }
  static StreamTime intended(const void* shifted, std::uint64_t n) noexcept {
    const auto& stream = *static_cast<const Shifted*>(shifted);
    const auto* const history = stream.changed_history();
    return stream.from_start(history != nullptr ? history->intended(n) : stream.schedule.intended(n));
  }

  pacing::Schedule schedule;
  Duration start_after;
  scenario::StopAfter written;
  scenario::StopAfter bounds;  // from the stream's first record and T = 0
  std::uint64_t max = 0;
  std::optional<StreamTime> records_changed_at;
  std::atomic<const pacing::ScheduleHistory*> history{nullptr};
};

// A constant rate: computes N(t) and T(n) with one division each, because every reference uses both. Returns the same
// values as the schedule; a test compares them.
struct StreamTimetables::Steady : Shifted {
  Steady(const scenario::Stream& stream, pacing::Schedule of_stream, const scenario::Rate& rate)
      : Shifted(stream, std::move(of_stream)), amount(rate.amount), per(static_cast<std::uint64_t>(rate.per.count())) {}

  static std::uint64_t due_by(const void* steady, StreamTime elapsed) noexcept {
    const auto& stream = *static_cast<const Steady*>(steady);
    const StreamTime time = elapsed - stream.start_after;
    if (const auto* history = stream.changed_history()) return stream.live_due_by(*history, time);
    if (time < StreamTime{}) return 0;
    return std::min(stream.max,
                    share(static_cast<std::uint64_t>(since_start(time).count()), stream.amount, stream.per) + 1);
  }
  static StreamTime intended(const void* steady, std::uint64_t n) noexcept {
    const auto& stream = *static_cast<const Steady*>(steady);
    constexpr auto kLast = static_cast<std::uint64_t>(Duration::max().count());
    if (const auto* history = stream.changed_history()) return stream.from_start(history->intended(n));
    if (n == 0) return StreamTime{stream.start_after};
    // Rounded up: n * per is at least 1.
    std::uint64_t product = 0;
    const auto before = __builtin_mul_overflow(n, stream.per, &product)
                            ? static_cast<std::uint64_t>(std::min<pacing::Uint128>(
                                  (static_cast<pacing::Uint128>(n) * stream.per - 1) / stream.amount, kLast))
                            : (product - 1) / stream.amount;
    if (before >= kLast) return kNever;
    return stream.from_start(StreamTime{Duration{static_cast<Duration::rep>(before + 1)}});
  }

  std::uint64_t amount;
  std::uint64_t per;
};

namespace {

// Returns nullopt if the rate changes over time, or arrivals are not uniform.
std::optional<scenario::Rate> steady_rate(const scenario::Stream& stream) {
  const auto rate = scenario::constant_rate(stream.rate);
  if (!rate || rate->amount == 0 || stream.arrivals.kind != scenario::Arrivals::Kind::uniform) return std::nullopt;
  return rate;
}

}  // namespace

StreamTimetables::StreamTimetables(const scenario::Scenario& scenario, WallTime wall) {
  for (const scenario::Stream& stream : scenario.streams) {
    if (stream.rate.unit != scenario::Rate::Unit::records || stream.rate.recorded || stream.stop_after.bytes) continue;
    auto schedule = pacing::schedule_of(scenario, stream, wall);
    if (const auto rate = steady_rate(stream)) {
      const auto steady = std::make_shared<Steady>(stream, std::move(schedule), *rate);
      timetables_[stream.name] = steady;
      all_[stream.name] = {.schedule = steady,
                           .due_by = Steady::due_by,
                           .intended = Steady::intended,
                           .records_changed_at = &steady->records_changed_at};
      continue;
    }
    const auto shifted = std::make_shared<Shifted>(stream, std::move(schedule));
    timetables_[stream.name] = shifted;
    all_[stream.name] = {.schedule = shifted,
                         .due_by = Shifted::due_by,
                         .intended = Shifted::intended,
                         .records_changed_at = &shifted->records_changed_at};
  }
}

void StreamTimetables::set_start_time(const scenario::Scenario& scenario, WallTime wall) {
  for (const scenario::Stream& stream : scenario.streams) {
    const auto match = timetables_.find(stream.name);
    if (match == timetables_.end() || !scenario::uses_wall_clock(stream.rate)) continue;
    match->second->schedule = pacing::schedule_of(scenario, stream, wall);
    match->second->update_max();
  }
}

const pacing::Schedule* StreamTimetables::written_schedule(const std::string& stream) const noexcept {
  const auto match = timetables_.find(stream);
  return match == timetables_.end() ? nullptr : &match->second->schedule;
}

void StreamTimetables::use_history(const std::string& stream, const StreamTimeline& timeline) noexcept {
  const auto match = timetables_.find(stream);
  if (match == timetables_.end()) return;
  Shifted& shifted = *match->second;
  shifted.start_after = timeline.start;
  const auto& written = shifted.written;
  if (written.records) shifted.bounds.records = later_record(timeline.bounds.record, *written.records);
  if (written.duration) shifted.bounds.duration = saturating_add(since_start(timeline.bounds.at), *written.duration);
  shifted.update_max();
  shifted.records_changed_at = timeline.records_changed_at;
  shifted.history.store(timeline.history, std::memory_order_release);
}

void StreamTimetables::use_written_schedules() noexcept {
  for (const auto& [name, shifted] : timetables_) shifted->history.store(nullptr, std::memory_order_release);
}

}  // namespace spate::run
