#include "run/timetables.hpp"

#include <algorithm>
#include <limits>
#include <optional>

#include "pacing/stream_schedule.hpp"

namespace spate {

// A stream's schedule as the run sees it.
struct StreamTimetables::Shifted {
  Schedule schedule;
  Nanos start_after;
  std::uint64_t most;

  static std::uint64_t due_by(const void* shifted, Nanos elapsed) noexcept {
    const auto& stream = *static_cast<const Shifted*>(shifted);
    return std::min(stream.most, stream.schedule.due_by(elapsed - stream.start_after));
  }
  static Nanos intended(const void* shifted, std::uint64_t n) noexcept {
    const auto& stream = *static_cast<const Shifted*>(shifted);
    const Nanos since_start = stream.schedule.intended(n);
    return since_start > kNever - stream.start_after ? kNever : since_start + stream.start_after;
  }
};

namespace {

// Most streams are steady: N(t) and T(n) in one division each, since every reference asks for both. Equal to what the
// schedule says, which a test compares.
struct Steady {
  std::uint64_t amount;
  std::uint64_t per;
  Nanos start_after;
  std::uint64_t most;
};

// a * b / c, rounded down; in 64 bits where they do.
std::uint64_t share(std::uint64_t a, std::uint64_t b, std::uint64_t c) noexcept {
  __extension__ using Wide = unsigned __int128;
  std::uint64_t product = 0;
  if (!__builtin_mul_overflow(a, b, &product)) return product / c;
  return static_cast<std::uint64_t>(
      std::min<Wide>(static_cast<Wide>(a) * b / c, std::numeric_limits<std::uint64_t>::max() - 1));
}

std::uint64_t steady_due_by(const void* steady, Nanos elapsed) noexcept {
  const auto& stream = *static_cast<const Steady*>(steady);
  const Nanos since_start = elapsed - stream.start_after;
  if (since_start < 0) return 0;
  return std::min(stream.most, share(static_cast<std::uint64_t>(since_start), stream.amount, stream.per) + 1);
}

Nanos steady_intended(const void* steady, std::uint64_t n) noexcept {
  const auto& stream = *static_cast<const Steady*>(steady);
  constexpr auto kLast = static_cast<std::uint64_t>(kNever);
  if (n == 0) return stream.start_after;
  // Rounded up: n * per is at least 1.
  __extension__ using Wide = unsigned __int128;
  std::uint64_t product = 0;
  const auto since_start =
      __builtin_mul_overflow(n, stream.per, &product)
          ? static_cast<std::uint64_t>(std::min<Wide>((static_cast<Wide>(n) * stream.per - 1) / stream.amount, kLast))
          : (product - 1) / stream.amount;
  const auto after = kLast - static_cast<std::uint64_t>(stream.start_after);
  return since_start >= after - 1 ? kNever : static_cast<Nanos>(since_start + 1) + stream.start_after;
}

// Nothing where the rate changes or arrivals vary.
std::optional<Rate> steady_rate(const Stream& stream) {
  const auto rate = constant_rate(stream.rate);
  if (!rate || rate->amount == 0 || stream.arrivals.kind != Arrivals::Kind::uniform) return std::nullopt;
  return rate;
}

std::uint64_t most_records(const Stream& stream, const Schedule& schedule) {
  constexpr std::uint64_t kMost = std::numeric_limits<std::int64_t>::max();
  const auto bound = std::min({kMost, schedule.total(), stream.stop_after.records.value_or(kMost)});
  return stream.stop_after.duration ? std::min(bound, schedule.due_by(*stream.stop_after.duration - 1)) : bound;
}

}  // namespace

StreamTimetables::StreamTimetables(const Scenario& scenario, Nanos wall) {
  for (const Stream& stream : scenario.streams) {
    if (stream.rate.unit != Rate::Unit::records || stream.rate.recorded || stream.stop_after.bytes) continue;
    const auto schedule = schedule_of(scenario, stream, wall);
    const auto most = most_records(stream, schedule);
    if (const auto rate = steady_rate(stream)) {
      all_[stream.name] = {.schedule = std::make_shared<const Steady>(
                               Steady{rate->amount, static_cast<std::uint64_t>(rate->per), stream.start_after, most}),
                           .due_by = steady_due_by,
                           .intended = steady_intended};
      continue;
    }
    const auto shifted = std::make_shared<Shifted>(Shifted{schedule, stream.start_after, most});
    if (follows_the_clock(stream.rate)) by_the_clock_[stream.name] = shifted;
    all_[stream.name] = {.schedule = shifted, .due_by = Shifted::due_by, .intended = Shifted::intended};
  }
}

void StreamTimetables::begin_at(const Scenario& scenario, Nanos wall) {
  for (const Stream& stream : scenario.streams) {
    const auto found = by_the_clock_.find(stream.name);
    if (found == by_the_clock_.end()) continue;
    const auto schedule = schedule_of(scenario, stream, wall);
    *found->second = {schedule, stream.start_after, most_records(stream, schedule)};
  }
}

}  // namespace spate
