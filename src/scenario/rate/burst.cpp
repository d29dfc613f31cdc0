// burst: regular peaks above a base rate.
#include "scenario/rate/stage_shape.hpp"
#include "scenario/rate/stage_values.hpp"

namespace spate::scenario {

template <>
std::vector<KeySpec> shape_keys<Burst>() {
  auto burst = key_row(SectionKind::stage, Burst::kName, ValueType::section,
                       "{base: 100/s, peak: 5000/s, for: 2s, every: 1min}", "Regular peaks above a base rate.");
  burst.inside = SectionKind::burst;
  return {
      burst,
      key_row(SectionKind::burst, "base", ValueType::rate, "100/s", "Rate between bursts."),
      key_row(SectionKind::burst, "peak", ValueType::rate, "5000/s", "Rate during a burst."),
      key_row(SectionKind::burst, "for", ValueType::duration, "2s", "Length of a burst, below `every`."),
      key_row(SectionKind::burst, "every", ValueType::duration, "1min",
              "Time from the start of one burst to the start of the next."),
  };
}

template <>
std::optional<Burst> read_shape(const StageSection& stage) {
  const auto peaks = stage.nested(Burst::kName, SectionKind::burst);
  const auto length = stage.duration(true);
  if (!peaks) return std::nullopt;
  const auto base = stage.rate(*peaks, "base");
  const auto peak = stage.rate(*peaks, "peak");
  const auto width = stage.span(*peaks, "for");
  const auto every = stage.span(*peaks, "every");
  if (!base || !peak || !width || !every || !length) return std::nullopt;
  if (*width >= *every) {
    peaks->report("for", "the burst is not shorter than its period: set for below every");
    return std::nullopt;
  }
  return Burst{*base, *peak, *width, *every, *length};
}

template <>
Node shape_node(const Burst& burst) {
  return map_of({{"burst", map_of({{"base", rate_value(burst.base)},
                                   {"peak", rate_value(burst.peak)},
                                   {"for", duration_value(burst.width)},
                                   {"every", duration_value(burst.every)}})},
                 {"for", duration_value(burst.duration)}});
}

}  // namespace spate::scenario
