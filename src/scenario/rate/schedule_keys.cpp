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
  auto stages = key_row(SectionKind::schedule, "stages", ValueType::list, "[{hold: 100/s, for: 30s}]",
                        "Stages of the rate, one after another, 1 to 1000.");
  stages.inside = SectionKind::stage;
  auto recorded = key_row(SectionKind::schedule, "recorded", ValueType::section, "{timestamp: /ts, speed: 3x}",
                          "Rate taken from the timestamps of a replayed file, instead of `stages`.");
  recorded.inside = SectionKind::recorded;
  auto timestamp = key_row(SectionKind::recorded, "timestamp", ValueType::text, "/ts",
                           "Field with the time of a record: a path, a JSON pointer, or a CSV column.");
  timestamp.required = true;
  auto format =
      key_row(SectionKind::recorded, "format", ValueType::text, "epoch_ms", "Time format, as in `now(format)`.");
  format.fallback = "iso_utc";
  auto speed = key_row(SectionKind::recorded, "speed", ValueType::factor, "3x",
                       "Factor on the recorded rate, above 0x, at most 1000000x.");
  speed.fallback = "1x";
  auto curve = key_row(SectionKind::stage, "curve", ValueType::choice, "ease",
                       "Shape of the transitions in `ramp` and `daily`.");
  curve.fallback = "linear";
  curve.choices = {"linear", "ease", "exponential"};
  auto windows = key_row(SectionKind::schedule, "windows", ValueType::list,
                         "[{days: mon-fri, between: \"18:00-22:00\", factor: 3x}]",
                         "Times of day at which the rate is multiplied, on the clock of the scenario; at most 50.");
  windows.inside = SectionKind::window;
  auto days = key_row(SectionKind::window, "days", ValueType::days, "mon-fri",
                      "Days on which the window starts: one, a range, or a list such as `[sat, sun]`.");
  days.fallback = "mon-sun";
  auto between = key_row(SectionKind::window, "between", ValueType::text, "\"18:00-22:00\"",
                         "First and last time of day. If the last is earlier, the window ends on the next day.");
  between.required = true;
  auto factor =
      key_row(SectionKind::window, "factor", ValueType::factor, "3x", "Factor on the rate. `0x` pauses the stream.");
  factor.required = true;
  std::vector<KeySpec> all{
      stages,
      key_row(SectionKind::schedule, "repeat", ValueType::text, "3",
              "Number of passes through the stages, or `forever`. Default: one, then the stream ends."),
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
                 key_row(SectionKind::stage, "each", ValueType::duration, "1min", "Length of each step."),
                 key_row(SectionKind::stage, "for", ValueType::text, "30s", "Length of the stage, or `forever`."),
                 days,
                 between,
                 factor,
             });
  return all;
}

}  // namespace spate::scenario
