#include "run/override/live_settings.hpp"

#include <fmt/format.h>

#include <utility>

#include "scenario/text/rate_text.hpp"

namespace spate {
namespace {

Parsed<LiveSettings> wrong(std::string text) { return {std::nullopt, std::move(text)}; }

Parsed<LiveSettings> with_multiple(LiveSettings settings, std::string_view text, const Factor& multiple,
                                   const RateProfile& scenario) {
  if (scenario.unit == Rate::Unit::unlimited)
    return wrong(fmt::format("{} times max is no rate; write one such as 500/s", shown(text)));
  if (scenario.recorded) return wrong("a recorded rate takes no multiple; write a rate such as 500/s");
  if (multiple.times == 0) return wrong("0x would be a pause; pause the stream");
  if (!is_in_range(multiple))
    return wrong(fmt::format("{} is out of range: use a factor above 0x, up to {}x", shown(text), kMaxFactor));
  auto profile = multiplied(scenario, multiple);
  if (!profile)
    return wrong(
        fmt::format("{} of this rate is too much, or too fine, to be counted exactly: use a smaller or rounder factor",
                    shown(text)));
  settings.rate = LiveRate{.text = std::string{text}, .profile = *std::move(profile), .of_scenario = true};
  return {std::move(settings), {}};
}

}  // namespace

Parsed<LiveSettings> with_rate(LiveSettings settings, std::string_view text, const RateProfile& scenario) {
  if (text == "scenario") {
    settings.rate.reset();
    return {std::move(settings), {}};
  }
  if (text.ends_with('x') && text != "max") {
    const auto multiple = parse_factor(text);
    return multiple.value ? with_multiple(std::move(settings), text, *multiple.value, scenario)
                          : wrong(multiple.problem);
  }
  const auto rate = parse_rate(text);
  if (!rate.value) return wrong(rate.problem);
  auto profile = constant(*rate.value);
  if (rate.value->unit != Rate::Unit::unlimited && !common_measure(profile))
    return wrong(fmt::format("{} cannot be counted exactly: use a smaller amount or a shorter time", shown(text)));
  settings.rate = LiveRate{.text = std::string{text}, .profile = std::move(profile), .of_scenario = false};
  return {std::move(settings), {}};
}

EffectiveRate effective_rate(const LiveSettings& settings, const RateProfile& scenario) {
  if (settings.paused) {
    const bool bytes = scenario.unit == Rate::Unit::bytes && !settings.rate;
    return {constant({bytes ? Rate::Unit::bytes : Rate::Unit::records, 0, kSecond}), false};
  }
  if (settings.rate) return {settings.rate->profile, settings.rate->of_scenario};
  return {scenario, true};
}

std::string describe(const LiveSettings& settings) {
  if (settings.paused) return "paused";
  return settings.rate ? settings.rate->text : "the scenario's rate";
}

std::string rate_of(const RateProfile& profile) {
  const auto rate = constant_rate(profile);
  return rate ? format_rate(*rate) : "schedule";
}

}  // namespace spate
