#include "scenario/keys/key_spec_rows.hpp"

namespace spate {
namespace {

KeySpec row(Where where, std::string_view name, ValueType type, std::string_view example, std::string_view help) {
  return {.where = where, .name = name, .type = type, .example = example, .help = help};
}

}  // namespace

std::vector<KeySpec> schedule_keys() {
  auto stages = row(Where::schedule, "stages", ValueType::list, "[{hold: 100/s, for: 30s}]",
                    "What the rate does, one stage after the other.");
  stages.inside = Where::stage;
  auto recorded = row(Where::schedule, "recorded", ValueType::section, "{timestamp: /ts, speed: 3x}",
                      "The gaps that the records of a replayed file have, in place of stages.");
  recorded.inside = Where::recorded;
  auto timestamp = row(Where::recorded, "timestamp", ValueType::text, "/ts",
                       "The field that says when: a path, a JSON pointer, or a CSV column.");
  timestamp.required = true;
  auto format =
      row(Where::recorded, "format", ValueType::text, "epoch_ms", "How the time is written, as in `now(format)`.");
  format.fallback = "iso_utc";
  auto speed = row(Where::recorded, "speed", ValueType::factor, "3x", "How many times as fast.");
  speed.fallback = "1x";
  auto curve =
      row(Where::stage, "curve", ValueType::choice, "ease", "How a ramp or a day goes from one rate to the next.");
  curve.fallback = "linear";
  curve.choices = {"linear", "ease", "exponential"};
  auto sine = row(Where::stage, "sine", ValueType::section, "{mean: 500/s, amplitude: 300/s, period: 24h}",
                  "A wave around a mean rate.");
  sine.inside = Where::sine;
  auto burst = row(Where::stage, "burst", ValueType::section, "{base: 100/s, peak: 5000/s, lasts: 2s, every: 1min}",
                   "A peak at the beginning of each `every`, else the base.");
  burst.inside = Where::burst;
  auto windows =
      row(Where::schedule, "windows", ValueType::list, "[{days: mon-fri, between: \"18:00-22:00\", factor: 3x}]",
          "When the rate is a multiple of what the stages say, on the scenario's clock.");
  windows.inside = Where::window;
  auto days = row(Where::window, "days", ValueType::days, "mon-fri",
                  "The days on which it begins: one, a range, or several as `[sat, sun]`.");
  days.fallback = "mon-sun";
  auto between = row(Where::window, "between", ValueType::text, "\"18:00-22:00\"",
                     "From one time of day to another; past midnight where the second is earlier.");
  between.required = true;
  auto factor = row(Where::window, "factor", ValueType::factor, "3x", "What the rate is multiplied by; `0x` pauses.");
  factor.required = true;
  return {
      stages,
      row(Where::schedule, "repeat", ValueType::text, "3",
          "How often the stages are gone through, or `forever`; default: once, then the stream ends."),
      recorded,
      timestamp,
      format,
      speed,
      windows,
      row(Where::stage, "hold", ValueType::rate, "100/s", "One rate all the time."),
      row(Where::stage, "ramp", ValueType::list, "[100/s, 2000/s]", "From one rate to another."),
      row(Where::stage, "steps", ValueType::list, "[100/s, 200/s]", "Several rates, each for `each`."),
      sine,
      burst,
      row(Where::stage, "daily", ValueType::rates, "{\"00:00\": 50/s, \"08:00\": 400/s, \"20:00\": 800/s}",
          "Rates at times of day, on the scenario's clock; the last one leads to the first."),
      curve,
      row(Where::stage, "each", ValueType::duration, "1min", "How long each step lasts."),
      row(Where::stage, "for", ValueType::text, "30s", "How long the stage lasts, or `forever`."),
      row(Where::sine, "mean", ValueType::rate, "500/s", "The rate in the middle."),
      row(Where::sine, "amplitude", ValueType::rate, "300/s", "How far it goes above and below; at most the mean."),
      row(Where::sine, "peak_at", ValueType::text, "\"20:00\"",
          "The time of day of a peak, on the scenario's clock; default: the wave begins at the mean, rising."),
      row(Where::sine, "period", ValueType::duration, "24h", "From one peak to the next."),
      row(Where::burst, "base", ValueType::rate, "100/s", "The rate between bursts."),
      row(Where::burst, "peak", ValueType::rate, "5000/s", "The rate in a burst."),
      row(Where::burst, "lasts", ValueType::duration, "2s", "How long a burst lasts."),
      row(Where::burst, "every", ValueType::duration, "1min", "From the beginning of one burst to the next."),
      days,
      between,
      factor,
  };
}

}  // namespace spate
