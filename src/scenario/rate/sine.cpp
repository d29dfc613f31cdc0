// sine: a wave around a mean rate.
#include "scenario/rate/stage_shape.hpp"
#include "scenario/rate/stage_values.hpp"

namespace spate::scenario {

namespace {

long double per_second(const Rate& rate) {
  return static_cast<long double>(rate.amount) / static_cast<long double>(rate.per.count());
}

}  // namespace

template <>
std::vector<KeySpec> shape_keys<Sine>() {
  auto sine = key_row(SectionKind::stage, Sine::kName, ValueType::section,
                      "{mean: 500/s, amplitude: 300/s, period: 24h}", "A wave around a mean rate.");
  sine.inside = SectionKind::sine;
  return {
      sine,
      key_row(SectionKind::sine, "mean", ValueType::rate, "500/s", "The rate in the middle."),
      key_row(SectionKind::sine, "amplitude", ValueType::rate, "300/s",
              "How far it goes above and below; at most the mean."),
      key_row(SectionKind::sine, "peak_at", ValueType::text, "\"20:00\"",
              "The time of day of a peak, on the scenario's clock; default: the wave begins at the mean, rising."),
      key_row(SectionKind::sine, "period", ValueType::duration, "24h", "From one peak to the next."),
  };
}

template <>
std::optional<Sine> read_shape(const StageSection& stage) {
  const auto wave = stage.nested(Sine::kName, SectionKind::sine);
  const auto length = stage.duration(true);
  if (!wave) return std::nullopt;
  const auto mean = stage.rate(*wave, "mean");
  const auto amplitude = stage.rate(*wave, "amplitude");
  const auto period = stage.span(*wave, "period");
  const auto peak = wave->time_of_day("peak_at");
  if (!mean || !amplitude || !period || !length) return std::nullopt;
  if (*period < kMillisecond) {
    wave->report("period", "shorter than can be followed; write 1ms or more");
    return std::nullopt;
  }
  if (per_second(*amplitude) > per_second(*mean)) {
    wave->report("amplitude", "larger than the mean, so the rate would be below 0; write at most the mean");
    return std::nullopt;
  }
  return Sine{.mean = *mean, .amplitude = *amplitude, .period = *period, .peak_at = peak, .duration = *length};
}

template <>
Node shape_node(const Sine& sine) {
  Node wave = map_of({{"mean", rate_value(sine.mean)},
                      {"amplitude", rate_value(sine.amplitude)},
                      {"period", span_value(sine.period)}});
  if (sine.peak_at) put(wave, "peak_at", time_value(*sine.peak_at));
  return map_of({{"sine", std::move(wave)}, {"for", span_value(sine.duration)}});
}

}  // namespace spate::scenario
