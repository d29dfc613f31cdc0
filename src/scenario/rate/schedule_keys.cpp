#include <utility>

#include "scenario/keys/key_spec_rows.hpp"
#include "scenario/rate/stage_shape.hpp"

namespace spate::scenario {
namespace {

template <std::size_t... kShapes>
std::vector<KeySpec> keys_of_shapes(std::index_sequence<kShapes...>) {
  std::vector<KeySpec> all;
  const auto append = [&](const std::vector<KeySpec>& keys) { all.insert(all.end(), keys.begin(), keys.end()); };
  (append(shape_keys<std::variant_alternative_t<kShapes, Stage>>()), ...);
  return all;
}

}  // namespace

std::vector<KeySpec> schedule_keys() {
  auto stages = key_row(Where::schedule, "stages", ValueType::list, "[{hold: 100/s, for: 30s}]",
                        "Stages of the rate, one after the other.");
  stages.inside = Where::stage;
  auto recorded = key_row(Where::schedule, "recorded", ValueType::section, "{timestamp: /ts, speed: 3x}",
                          "Gaps of a replayed file, instead of stages.");
  recorded.inside = Where::recorded;
  auto timestamp = key_row(Where::recorded, "timestamp", ValueType::text, "/ts",
                           "Field with the time of a record: a path, a JSON pointer, or a CSV column.");
  timestamp.required = true;
  auto format =
      key_row(Where::recorded, "format", ValueType::text, "epoch_ms", "Format of the time, as in `now(format)`.");
  format.fallback = "iso_utc";
  auto speed = key_row(Where::recorded, "speed", ValueType::factor, "3x", "Speed of the recording.");
  speed.fallback = "1x";
  auto curve = key_row(Where::stage, "curve", ValueType::choice, "ease",
                       "Interpolation between the rates of `ramp` and `daily`.");
  curve.fallback = "linear";
  curve.choices = {"linear", "ease", "exponential"};
  auto windows =
      key_row(Where::schedule, "windows", ValueType::list, "[{days: mon-fri, between: \"18:00-22:00\", factor: 3x}]",
              "Times at which the rate is multiplied, on the scenario's clock.");
  windows.inside = Where::window;
  auto days = key_row(Where::window, "days", ValueType::days, "mon-fri",
                      "Days on which the window starts: one, a range, or a list such as `[sat, sun]`.");
  days.fallback = "mon-sun";
  auto between = key_row(Where::window, "between", ValueType::text, "\"18:00-22:00\"",
                         "Start and end time of day; an end before the start is on the next day.");
  between.required = true;
  auto factor =
      key_row(Where::window, "factor", ValueType::factor, "3x", "Multiplier of the rate; `0x` pauses the stream.");
  factor.required = true;
  std::vector<KeySpec> all{
      stages,
      key_row(Where::schedule, "repeat", ValueType::text, "3",
              "Number of repetitions of the stages, or `forever`; default: once, then the stream ends."),
      recorded,
      timestamp,
      format,
      speed,
      windows,
  };
  const auto shapes = keys_of_shapes(std::make_index_sequence<std::variant_size_v<Stage>>{});
  all.insert(all.end(), shapes.begin(), shapes.end());
  all.insert(all.end(),
             {
                 curve,
                 key_row(Where::stage, "each", ValueType::duration, "1min", "Duration of each step."),
                 key_row(Where::stage, "for", ValueType::text, "30s", "Duration of the stage, or `forever`."),
                 days,
                 between,
                 factor,
             });
  return all;
}

}  // namespace spate::scenario
