// Rate profiles: rates, stages, windows, arrivals and catching up.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/time.hpp"
#include "scenario/yaml/node.hpp"

namespace spate::scenario {

// `amount` records or bytes every `per` nanoseconds, exactly: 500/s is 500 per 1 s, 0.2/s is 1 per 5 s,
// 1/300ms is 1 per 0.3 s. An amount of 0 holds. unlimited ("max"): both 0.
struct Rate {
  enum class Unit { records, bytes, unlimited };
  Unit unit = Unit::records;
  std::uint64_t amount = 0;
  Duration per{};
};

// 1.5x is 3 / 2, in lowest terms.
struct Factor {
  std::uint64_t times = 1;
  std::uint64_t over = 1;
};

// True if a rate may be multiplied by it: above 0, at most kMaxFactor.
inline constexpr std::uint64_t kMaxFactor = 1'000'000;
[[nodiscard]] bool is_in_range(const Factor& factor) noexcept;

// Shape of a transition: linear, smoothstep (slow at both ends), or exponential (equal factors in equal times).
enum class Curve { linear, ease, exponential };

// Stages of a schedule. `duration` may be kNever where the reader allows it. Each shape has a key (kName), its rates,
// its length, and says whether it follows the time of day. scenario/rate/NAME.cpp reads it, pacing/shapes/NAME.cpp has
// its curve.
struct Hold {
  static constexpr std::string_view kName = "hold";
  Rate rate;
  Duration duration = kNever;

  [[nodiscard]] std::vector<Rate> rates() const { return {rate}; }
  [[nodiscard]] Duration length() const noexcept { return duration; }
  [[nodiscard]] static bool uses_wall_clock() noexcept { return false; }
};
struct Ramp {
  static constexpr std::string_view kName = "ramp";
  Rate from;
  Rate to;
  Duration duration{};
  Curve curve = Curve::linear;

  [[nodiscard]] std::vector<Rate> rates() const { return {from, to}; }
  [[nodiscard]] Duration length() const noexcept { return duration; }
  [[nodiscard]] static bool uses_wall_clock() noexcept { return false; }
};
struct Steps {
  static constexpr std::string_view kName = "steps";
  std::vector<Rate> levels;
  Duration each{};

  [[nodiscard]] std::vector<Rate> rates() const { return levels; }
  [[nodiscard]] Duration length() const noexcept { return each * static_cast<Duration::rep>(levels.size()); }
  [[nodiscard]] static bool uses_wall_clock() noexcept { return false; }
};
struct Sine {
  static constexpr std::string_view kName = "sine";
  Rate mean;
  Rate amplitude;  // at most the mean
  Duration period{};
  std::optional<Duration> peak_at;  // time of day in the zone of the clock; absent: starts at the mean and rises
  Duration duration = kNever;

  [[nodiscard]] std::vector<Rate> rates() const { return {mean, amplitude}; }
  [[nodiscard]] Duration length() const noexcept { return duration; }
  [[nodiscard]] bool uses_wall_clock() const noexcept { return peak_at.has_value(); }
};
struct Burst {
  static constexpr std::string_view kName = "burst";
  Rate base;
  Rate peak;
  Duration width{};  // length of the peak, at the start of each `every`
  Duration every{};
  Duration duration = kNever;

  [[nodiscard]] std::vector<Rate> rates() const { return {base, peak}; }
  [[nodiscard]] Duration length() const noexcept { return duration; }
  [[nodiscard]] static bool uses_wall_clock() noexcept { return false; }
};
struct Daily {
  static constexpr std::string_view kName = "daily";
  struct Point {
    Duration at{};  // time of day in the zone of the clock
    Rate rate;
  };
  std::vector<Point> points;  // ascending; the last leads to the first
  Curve curve = Curve::linear;
  Duration duration = kNever;

  [[nodiscard]] std::vector<Rate> rates() const;
  [[nodiscard]] Duration length() const noexcept { return duration; }
  [[nodiscard]] static bool uses_wall_clock() noexcept { return true; }
};
using Stage = std::variant<Hold, Ramp, Steps, Sine, Burst, Daily>;

[[nodiscard]] Rate::Unit unit_of(const Stage& stage);
// Returns kNever if the stage has no end.
[[nodiscard]] Duration length_of(const Stage& stage);
// True if its rates follow the time of day.
[[nodiscard]] bool uses_wall_clock(const Stage& stage);

// On these days between two times of day, the rate is multiplied by `factor`. If `to` is not later than `from`, the
// window ends on the next day. Windows do not overlap.
struct Window {
  std::uint8_t days = 0;  // bit 0: Monday
  Duration from{};
  Duration to = kDay;
  Factor factor;
};

// Rate of a replayed file: the gaps between the timestamps of its records.
struct RecordedRate {
  Node timestamp;    // scalar: path of a field, JSON pointer or CSV column
  Node format;       // scalar, as in now(format); missing: iso_utc
  std::string path;  // streams[0].rate.recorded
};

inline constexpr std::uint64_t kRepeatForever = std::numeric_limits<std::uint64_t>::max();

// Rate of a stream over its whole run. 500/s is one Hold without an end.
struct RateProfile {
  Rate::Unit unit = Rate::Unit::records;  // of all its rates; unlimited: no stages
  std::vector<Stage> stages;
  std::uint64_t repeat = 1;
  std::vector<Window> windows;
  Factor scale;                                         // factor on all its rates
  std::optional<RecordedRate> recorded = std::nullopt;  // instead of stages; `scale` is its speed
};

// True if it has daily, peak_at or windows.
[[nodiscard]] bool uses_wall_clock(const RateProfile& profile);

// Time from T = 0 in which schedules by time of day follow changes of the UTC offset. Later the last offset applies.
inline constexpr Duration kMaxExpandedTime = 3653 * kDay;

// Limit on repetitions of stages that follow the clock: each is expanded, as they differ.
inline constexpr std::uint64_t kMaxExpandedStages = 100'000;

// Number of expanded repetitions of stages that follow the clock; with repeat: forever, up to kMaxExpandedTime. Returns
// nullopt if there are too many.
[[nodiscard]] std::optional<std::uint64_t> expanded_repeats(const RateProfile& profile);

// Variation of the gaps between records.
struct Arrivals {
  enum class Kind { uniform, poisson, jitter };  // uniform and poisson in the order of the choices
  Kind kind = Kind::uniform;
  std::uint64_t jitter = 0;  // largest delay as part of the gap, in 1 / 2^32
};

// Policy of a stream that is behind.
struct WhenLate {
  enum class Policy { catch_up, skip };
  Policy policy = Policy::catch_up;
  Factor factor{2, 1};                 // largest multiple of the target rate
  Duration max_backlog = 5 * kMinute;  // older records of the backlog are skipped
};

// The profile of `rate: 500/s` and `rate: max`.
[[nodiscard]] RateProfile constant(const Rate& rate);

// Returns nullopt if the rate changes.
[[nodiscard]] std::optional<Rate> constant_rate(const RateProfile& profile);

// The rate times `scale`, in lowest terms. Returns nullopt if it does not fit 62 bits.
[[nodiscard]] std::optional<Rate> scaled(const Rate& rate, const Factor& scale);

// True if all rates have the unit of the profile.
[[nodiscard]] bool has_one_unit(const RateProfile& profile);

// Common measure in which areas under the profile are integers: every rate is a multiple of 1 / `rate` records per
// nanosecond, every factor a multiple of 1 / `factor`.
struct Measure {
  std::uint64_t rate = 1;
  std::uint64_t factor = 1;
};

// Returns nullopt if the measure does not fit 62 bits.
[[nodiscard]] std::optional<Measure> common_measure(const RateProfile& profile);

// `profile` at `factor` times its rates, the one place where factors are multiplied. Returns nullopt if the product of
// the factors does not fit, if its rates have no common measure, or if more than one record per nanosecond would be
// due.
[[nodiscard]] std::optional<RateProfile> multiplied(RateProfile profile, const Factor& factor);

}  // namespace spate::scenario
