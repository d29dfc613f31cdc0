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
                      "{mean: 500/s, amplitude: 300/s, period: 24h}", "Sine wave around a mean rate.");
  sine.inside = SectionKind::sine;
  return {
      sine,
      key_row(SectionKind::sine, "mean", ValueType::rate, "500/s", "Mean rate of the wave."),
      key_row(SectionKind::sine, "amplitude", ValueType::rate, "300/s",
              "Largest deviation from the mean; at most the mean."),
      key_row(SectionKind::sine, "peak_at", ValueType::text, "\"20:00\"",
              "Time of day of a peak, on the clock of the scenario. Default: the wave starts at the mean and rises."),
      key_row(SectionKind::sine, "period", ValueType::duration, "24h", "Time from one peak to the next, at least 1ms."),
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
    wave->report("period", "the period is too short: use at least 1ms");
    return std::nullopt;
  }
  if (per_second(*amplitude) > per_second(*mean)) {
    wave->report("amplitude", "the amplitude is above the mean, so the rate would be negative: use at most the mean");
    return std::nullopt;
  }
  return Sine{.mean = *mean, .amplitude = *amplitude, .period = *period, .peak_at = peak, .duration = *length};
}

template <>
Node shape_node(const Sine& sine) {
  Node wave = map_of({{"mean", rate_value(sine.mean)},
                      {"amplitude", rate_value(sine.amplitude)},
                      {"period", duration_value(sine.period)}});
  if (sine.peak_at) put(wave, "peak_at", time_of_day_value(*sine.peak_at));
  return map_of({{"sine", std::move(wave)}, {"for", duration_value(sine.duration)}});
}

}  // namespace spate::scenario
