// How much is sent when: rates, the shapes they are put together from, and what varies or follows them.
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

// What a rate may be multiplied by: above 0, at most kMaxFactor.
inline constexpr std::uint64_t kMaxFactor = 1'000'000;
[[nodiscard]] bool is_in_range(const Factor& factor) noexcept;

// How a rate goes from one value to another: in a straight line, slowly at both ends (smoothstep), or by equal factors
// in equal times.
enum class Curve { linear, ease, exponential };

// The stages of a schedule. `lasts` may be kNever where the reader allows it. Each shape is a key of the language, by
// its kName, and says which rates it holds, how long it lasts and whether its rates go by the time of day. What the
// file says of it is scenario/rate/NAME.cpp, its curve is pacing/shapes/NAME.cpp.
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
  std::optional<Duration> peak_at;  // time of day in the clock's zone; absent: begins at the mean, rising
  Duration duration = kNever;

  [[nodiscard]] std::vector<Rate> rates() const { return {mean, amplitude}; }
  [[nodiscard]] Duration length() const noexcept { return duration; }
  [[nodiscard]] bool uses_wall_clock() const noexcept { return peak_at.has_value(); }
};
struct Burst {
  static constexpr std::string_view kName = "burst";
  Rate base;
  Rate peak;
  Duration width{};  // of the peak, at the beginning of each `every`
  Duration every{};
  Duration duration = kNever;

  [[nodiscard]] std::vector<Rate> rates() const { return {base, peak}; }
  [[nodiscard]] Duration length() const noexcept { return duration; }
  [[nodiscard]] static bool uses_wall_clock() noexcept { return false; }
};
struct Daily {
  static constexpr std::string_view kName = "daily";
  struct Point {
    Duration at{};  // time of day in the clock's zone
    Rate rate;
  };
  std::vector<Point> points;  // in the order of the day; the last one leads to the first
  Curve curve = Curve::linear;
  Duration duration = kNever;

  [[nodiscard]] std::vector<Rate> rates() const;
  [[nodiscard]] Duration length() const noexcept { return duration; }
  [[nodiscard]] static bool uses_wall_clock() noexcept { return true; }
};
using Stage = std::variant<Hold, Ramp, Steps, Sine, Burst, Daily>;

[[nodiscard]] Rate::Unit unit_of(const Stage& stage);
// kNever: it has no end.
[[nodiscard]] Duration length_of(const Stage& stage);
// Its rates go by the time of day.
[[nodiscard]] bool uses_wall_clock(const Stage& stage);

// On these days, from one time of day to another (past midnight if `to` is not later), the rate is `factor` times what
// the stages say. Windows do not overlap.
struct Window {
  std::uint8_t days = 0;  // bit 0: Monday
  Duration from{};
  Duration to = kDay;
  Factor factor;
};

// The rate of a replayed file: its records have the gaps that the instants in this field of theirs have.
struct RecordedRate {
  Node timestamp;    // a scalar: a field's path or JSON pointer, or a CSV column
  Node format;       // a scalar, as in now(format); missing: iso_utc
  std::string path;  // streams[0].rate.recorded
};

inline constexpr std::uint64_t kRepeatForever = std::numeric_limits<std::uint64_t>::max();

// A stream's rate over its whole life. 500/s is one Hold for ever.
struct RateProfile {
  Rate::Unit unit = Rate::Unit::records;  // of every rate in it; unlimited: no stages
  std::vector<Stage> stages;
  std::uint64_t repeat = 1;
  std::vector<Window> windows;
  Factor scale;                                         // of every rate in it
  std::optional<RecordedRate> recorded = std::nullopt;  // in place of stages; `scale` is its speed
};

// Something in it goes by the time of day: daily, peak_at, windows.
[[nodiscard]] bool uses_wall_clock(const RateProfile& profile);

// What goes by the time of day follows the changes of its zone for so long from T = 0; after that the last offset
// stays.
inline constexpr Duration kMaxLaidOutTime = 3653 * kDay;

// Stages that follow the clock differ from one repetition to the next, so each is laid out on its own: so many at most.
inline constexpr std::uint64_t kMaxExpandedStages = 100'000;

// How often these stages, of which one follows the clock, are laid out: as often as they are repeated, or for ever,
// until the horizon. Nothing: that would be more than can be.
[[nodiscard]] std::optional<std::uint64_t> expanded_repeats(const RateProfile& profile);

// How the gaps between records vary.
struct Arrivals {
  enum class Kind { uniform, poisson, jitter };  // the first two in the order of the key's choices
  Kind kind = Kind::uniform;
  std::uint64_t jitter = 0;  // a record comes up to so much of a gap later, in 1 / 2^32, at most 2^32
};

// What a stream does that has fallen behind.
struct WhenLate {
  enum class Policy { catch_up, skip };
  Policy policy = Policy::catch_up;
  Factor factor{2, 1};                 // catching up: at most so many times the rate
  Duration max_backlog = 5 * kMinute;  // catching up: records waiting longer than this are skipped
};

// What `rate: 500/s` and `rate: max` mean.
[[nodiscard]] RateProfile constant(const Rate& rate);

// The rate, if it never changes.
[[nodiscard]] std::optional<Rate> constant_rate(const RateProfile& profile);

// `scale` times the rate, amount and per in lowest terms; nothing if these do not fit 62 bits.
[[nodiscard]] std::optional<Rate> scaled(const Rate& rate, const Factor& scale);

// Whether every rate in it has its unit.
[[nodiscard]] bool one_unit(const RateProfile& profile);

// The common measure of a profile's rates, in which areas under it are whole numbers: every rate is a whole number of
// 1 / `rate` records a nanosecond and every factor a whole number of 1 / `factor`.
struct Measure {
  std::uint64_t rate = 1;
  std::uint64_t factor = 1;
};

// Nothing: rates and factors are too different to be counted together in whole numbers of 62 bits.
[[nodiscard]] std::optional<Measure> common_measure(const RateProfile& profile);

// `profile` at `factor` times its rates, the one place where factors are multiplied. Returns nullopt if the product of
// the factors does not fit, if its rates have no common measure, or if more than one record per nanosecond would be
// due.
[[nodiscard]] std::optional<RateProfile> multiplied(RateProfile profile, const Factor& factor);

}  // namespace spate::scenario
