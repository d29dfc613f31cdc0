// walk: a smooth series per key that needs no memory. Value noise (K. Perlin, "An image synthesizer", SIGGRAPH 1985,
// with values instead of gradients): lattice points at equal intervals in time have values hashed from the key and the
// point. A cubic with zero slope at both ends connects two points. A second series of half the size and half the
// spacing makes the result less regular.
//
// A turn is a zero of the sum of both derivatives. A simulation of 60,000 spacings with independent uniform values at
// the lattice points, and a random phase between the two lattices, has 1.50 turns per spacing. The mean time between
// turns is two thirds of a spacing, which is 4/3 * range / step * every. tests/unit/generator/walk_test.cpp measures
// it.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "generator/compile/arithmetic.hpp"
#include "generator/functions/functions.hpp"

namespace spate::generator::functions {
namespace {

using Need = Parameter::Need;

constexpr double kLarge = 2.0 / 3;  // shares of the two series in the range
constexpr double kSmall = 1.0 / 3;

struct Walk {
  std::uint64_t series = 0;  // seed of this call
  double min = 0;            // in units of the last digit
  double range = 0;
  Duration spacing{};
};

// Value from 0 to 1 at a position in units of the lattice spacing.
double noise(std::uint64_t key, std::int64_t point, double part) noexcept {
  const double before = random::uniform_01(random::draw(key, static_cast<std::uint64_t>(point)));
  const double after = random::uniform_01(random::draw(key, static_cast<std::uint64_t>(point + 1)));
  return before + (after - before) * part * part * (3 - 2 * part);
}

double noise_at(std::uint64_t key, WallTime time, Duration spacing) noexcept {
  // The phase of the lattice depends on the key.
  const auto shift = random::uniform_below(key, static_cast<std::uint64_t>(spacing.count()));
  const Duration shifted = time.time_since_epoch() + Duration{static_cast<Duration::rep>(shift)};
  const auto point = shifted / spacing - (shifted % spacing < Duration{} ? 1 : 0);
  return noise(key, point, ratio(shifted - point * spacing, spacing));
}

// data: Walk; `key` selects a series of this call.
OpResult run_series(Machine& machine, const Op* op, char* out, std::uint64_t key) noexcept {
  const auto& walk = *static_cast<const Walk*>(op->data);
  const auto large = random::mix(walk.series, key);
  const auto small = random::mix(large, 1);
  const double at = kLarge * noise_at(large, machine.event_wall, walk.spacing) +
                    kSmall * noise_at(small, machine.event_wall, walk.spacing / 2);
  machine[op->to].number = std::llrint(walk.min + walk.range * std::clamp(at, 0.0, 1.0));
  return continue_with(machine, op + 1, out);
}

OpResult run_walk_by_number(Machine& machine, const Op* op, char* out) noexcept {
  const Value& by = machine[op->a];
  return run_series(machine, op, out, by.null != 0 ? 0 : random::mix(static_cast<std::uint64_t>(by.number), 2));
}

OpResult run_walk_by_text(Machine& machine, const Op* op, char* out) noexcept {
  const Value& by = machine[op->a];
  return run_series(machine, op, out, by.null != 0 ? 0 : random::hash_name({by.text, by.size}));
}

// A constant duration in nanoseconds; 1 s if it is absent.
Duration every(Call& call, std::size_t parameter) {
  if (!call.has(parameter)) return kSecond;
  const auto value = call.constant(parameter);
  constexpr Duration kMaxSpacing = 366 * kDay;
  const Int128 nanoseconds = value.scale <= 9 ? value.number * power_of_ten(9 - value.scale) : 0;
  if (nanoseconds < kMicrosecond.count() || nanoseconds > kMaxSpacing.count())
    call.fail(call.offset(parameter), "the duration is out of range: use 1us to 366d");
  return Duration{static_cast<Duration::rep>(nanoseconds)};
}

// The slope of a series is at most 1.5 * size / spacing, so that of the sum is at most 2 * range / spacing of the large
// one.
Duration lattice_spacing(Call& call, double range, double step, Duration every) {
  const double spacing = 2 * range / step * static_cast<double>(every.count());
  constexpr double kMinSpacing = 4;
  constexpr double kMaxSpacing = 1e18;
  if (spacing > kMaxSpacing)
    call.fail(call.offset(2),
              "the step is so small that a walk through the range takes 30 years: raise step, or lower every");
  return Duration{static_cast<Duration::rep>(std::max(spacing, kMinSpacing))};
}

struct Key {
  OpFunction run;
  Register at;
};

Key read_key(Call& call, std::size_t parameter) {
  if (!call.has(parameter)) return {run_walk_by_number, store(call.code(), Operand::exact(0))};
  const auto by = call.operand(parameter);
  const auto& type = by.type;
  const bool text = type.is(Type::Kind::text);
  if (!text && !type.is(Type::Kind::exact) && !type.is(Type::Kind::boolean))
    call.fail(call.offset(parameter), "expected text or a number as the key, got " + describe(type));
  return {text ? run_walk_by_text : run_walk_by_number, store(call.code(), by)};
}

Operand walk_compile(Call& call) {
  call.use_time();
  const auto min = call.constant(0);
  const auto max = call.constant(1);
  const auto step = call.constant(2);
  const int scale = std::max({min.scale, max.scale, step.scale});
  const auto at_scale = [&](const Decimal& exact) { return exact.number * power_of_ten(scale - exact.scale); };
  const auto type = Type::exact(at_scale(min), at_scale(max), scale);
  constexpr Int128 kMaxNumber = Int128{1} << 52U;  // exact in a double
  if (type.min > type.max) call.fail(call.offset(), "min is above max: exchange them");
  if (type.max > kMaxNumber || type.min < -kMaxNumber)
    call.fail(call.offset(), "the numbers have more than 15 digits: use fewer");
  if (step.number <= 0) call.fail(call.offset(2), "step must be greater than 0: raise it");
  Walk walk;
  walk.series = random::mix(call.record.context.stream_state(), call.site());
  walk.min = static_cast<double>(type.min);
  walk.range = static_cast<double>(type.max - type.min);
  walk.spacing = lattice_spacing(call, walk.range, static_cast<double>(at_scale(step)), every(call, 4));
  const auto key = read_key(call, 3);
  Register to = 0;
  auto& op = call.add(key.run, to);
  op.a = key.at;
  op.data = call.code().pool().array(std::vector<Walk>{walk});
  return Operand::stored(type, to);
}

}  // namespace

Function walk() {
  return {
      .name = "walk",
      .group = "movement",
      .parameters = {{"min", {}, "smallest value, a constant"},
                     {"max", {}, "largest value, a constant"},
                     {"step", {}, "largest change in the time `every`; a constant"},
                     {"by", Need::optional, "key of the series, such as device_id; default: one series for the stream"},
                     {"every", Need::optional, "a duration; default 1s"}},
      .help =
          "A value that moves smoothly between min and max, with one series per key. It is a function of the key and "
          "event_time(). It has as many decimal places as the most precise of min, max and step.",
      .example = "=walk(15.0, 30.0, 0.5, by=item(), every=1min)",
      .compile = walk_compile};
}

}  // namespace spate::generator::functions
