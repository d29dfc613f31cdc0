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
                        "What the rate does, one stage after the other.");
  stages.inside = SectionKind::stage;
  auto recorded = key_row(SectionKind::schedule, "recorded", ValueType::section, "{timestamp: /ts, speed: 3x}",
                          "The gaps that the records of a replayed file have, in place of stages.");
  recorded.inside = SectionKind::recorded;
  auto timestamp = key_row(SectionKind::recorded, "timestamp", ValueType::text, "/ts",
                           "The field that says when: a path, a JSON pointer, or a CSV column.");
  timestamp.required = true;
  auto format = key_row(SectionKind::recorded, "format", ValueType::text, "epoch_ms",
                        "How the time is written, as in `now(format)`.");
  format.fallback = "iso_utc";
  auto speed = key_row(SectionKind::recorded, "speed", ValueType::factor, "3x", "How many times as fast.");
  speed.fallback = "1x";
  auto curve = key_row(SectionKind::stage, "curve", ValueType::choice, "ease",
                       "How a ramp or a day goes from one rate to the next.");
  curve.fallback = "linear";
  curve.choices = {"linear", "ease", "exponential"};
  auto windows = key_row(SectionKind::schedule, "windows", ValueType::list,
                         "[{days: mon-fri, between: \"18:00-22:00\", factor: 3x}]",
                         "When the rate is a multiple of what the stages say, on the scenario's clock.");
  windows.inside = SectionKind::window;
  auto days = key_row(SectionKind::window, "days", ValueType::days, "mon-fri",
                      "The days on which it begins: one, a range, or several as `[sat, sun]`.");
  days.fallback = "mon-sun";
  auto between = key_row(SectionKind::window, "between", ValueType::text, "\"18:00-22:00\"",
                         "From one time of day to another; past midnight where the second is earlier.");
  between.required = true;
  auto factor =
      key_row(SectionKind::window, "factor", ValueType::factor, "3x", "What the rate is multiplied by; `0x` pauses.");
  factor.required = true;
  std::vector<KeySpec> all{
      stages,
      key_row(SectionKind::schedule, "repeat", ValueType::text, "3",
              "How often the stages are gone through, or `forever`; default: once, then the stream ends."),
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
                 key_row(SectionKind::stage, "each", ValueType::duration, "1min", "How long each step lasts."),
                 key_row(SectionKind::stage, "for", ValueType::text, "30s", "How long the stage lasts, or `forever`."),
                 days,
                 between,
                 factor,
             });
  return all;
}

}  // namespace spate::scenario
