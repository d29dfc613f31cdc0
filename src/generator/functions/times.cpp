// now, event_time, ago: timestamps relative to the intended time of the record.
#include "base/time.hpp"
#include "generator/functions/functions.hpp"
#include "generator/functions/time_value.hpp"
#include "generator/functions/uniform.hpp"

namespace spate::generator::functions {
namespace {

constexpr std::int64_t kMaxAgo = (36'525 * kDay).count();
constexpr int kNanosecondDigits = 9;

// to = the intended time minus register a.
OpResult run_before(Machine& machine, const Op* op, char* out) noexcept {
  machine[op->to].number = machine.wall.time_since_epoch().count() - machine[op->a].number;
  return continue_with(machine, op + 1, out);
}

// Converts a duration from seconds to nanoseconds.
Operand duration(Call& call, std::size_t parameter) {
  const auto value = call.number(parameter);
  const bool exact = value.type.is(Type::Kind::exact) && value.type.scale <= kNanosecondDigits;
  if (!exact) call.fail(call.offset(parameter), "expected a duration: use one such as 5min or 250ms");
  auto nanoseconds = convert(call.code(), value, Type::exact(0, 0, kNanosecondDigits));
  if (nanoseconds.type.min < 0 || nanoseconds.type.max > kMaxAgo)
    call.fail(call.offset(parameter), "the duration may be out of range: use 0s to 36525d");
  return nanoseconds;
}

Operand ago_compile(Call& call) {
  const auto min = duration(call, 0);
  const auto max = duration(call, 1);
  if (min.type.max > max.type.min) call.fail(call.offset(0), "min may be above max: use the shorter duration first");
  const auto drawn = store(call.code(), uniform(call, min, max));
  Register at = 0;
  call.add(run_before, at).a = drawn;
  return time_value(call, 2, TimeSource::stored, at);
}

}  // namespace

Function now() {
  return {.name = "now",
          .group = "time",
          .parameters = {{"format", Parameter::Need::optional, kTimeFormats}},
          .help = "The record's intended time.",
          .example = "=now(\"%d/%m/%Y %H:%M\")",
          .compile = [](Call& call) { return time_value(call, 0, TimeSource::intended); }};
}

Function event_time() {
  return {.name = "event_time",
          .group = "time",
          .parameters = {{"format", Parameter::Need::optional, kTimeFormats}},
          .help = "The time of the event: the record's intended time, or earlier or later with imperfections.",
          .example = "=event_time(\"epoch_ms\")",
          .compile = [](Call& call) { return time_value(call, 0, TimeSource::event); }};
}

Function ago() {
  return {.name = "ago",
          .group = "time",
          .parameters = {{"min", {}, "a duration such as 5min, from 0"},
                         {"max", {}, "a duration, up to 36525d"},
                         {"format", Parameter::Need::optional, kTimeFormats}},
          .help = "A time before the record's intended time, by min to max, each with the same probability.",
          .example = "=ago(1h, 30d, \"%Y-%m-%d\")",
          .compile = ago_compile};
}

}  // namespace spate::generator::functions
