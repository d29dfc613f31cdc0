#include "run/override/live_settings.hpp"

#include <fmt/format.h>

#include <utility>

#include "scenario/text/rate_text.hpp"

namespace spate::run {
namespace {

scenario::Parsed<LiveSettings> rejected(std::string problem) { return {std::nullopt, std::move(problem)}; }

scenario::Parsed<LiveSettings> with_multiple(LiveSettings settings, std::string_view text,
                                             const scenario::Factor& multiple, const scenario::RateProfile& scenario) {
  if (scenario.unit == scenario::Rate::Unit::unlimited)
    return rejected(
        fmt::format("{} cannot be applied to rate: max: use a rate such as 500/s", scenario::quote_value(text)));
  if (scenario.recorded) return rejected("a recorded rate cannot be multiplied: use a rate such as 500/s");
  if (multiple.times == 0) return rejected("0x sends no records: use pause");
  if (!scenario::is_in_range(multiple))
    return rejected(fmt::format("{} is out of range: use a factor above 0x, up to {}x", scenario::quote_value(text),
                                scenario::kMaxFactor));
  auto profile = scenario::multiplied(scenario, multiple);
  if (!profile)
    return rejected(fmt::format("{} of this rate cannot be represented exactly: use a smaller or rounder factor",
                                scenario::quote_value(text)));
  settings.rate = LiveRate{.text = std::string{text}, .profile = *std::move(profile), .of_scenario = true};
  return {std::move(settings), {}};
}

}  // namespace

scenario::Parsed<LiveSettings> with_rate(LiveSettings settings, std::string_view text,
                                         const scenario::RateProfile& scenario) {
  if (text == "scenario") {
    settings.rate.reset();
    return {std::move(settings), {}};
  }
  if (text.ends_with('x') && text != "max") {
    const auto multiple = scenario::parse_factor(text);
    return multiple.value ? with_multiple(std::move(settings), text, *multiple.value, scenario)
                          : rejected(multiple.problem);
  }
  const auto rate = scenario::parse_rate(text);
  if (!rate.value) return rejected(rate.problem);
  auto profile = scenario::constant(*rate.value);
  if (rate.value->unit != scenario::Rate::Unit::unlimited && !scenario::common_measure(profile))
    return rejected(fmt::format("{} cannot be represented exactly: use a smaller amount or a shorter time",
                                scenario::quote_value(text)));
  settings.rate = LiveRate{.text = std::string{text}, .profile = std::move(profile), .of_scenario = false};
  return {std::move(settings), {}};
}

EffectiveRate effective_rate(const LiveSettings& settings, const scenario::RateProfile& scenario) {
  if (settings.paused) {
    const bool bytes = scenario.unit == scenario::Rate::Unit::bytes && !settings.rate;
    return {scenario::constant({bytes ? scenario::Rate::Unit::bytes : scenario::Rate::Unit::records, 0, kSecond}),
            false};
  }
  if (settings.rate) return {settings.rate->profile, settings.rate->of_scenario};
  return {scenario, true};
}

std::string describe(const LiveSettings& settings) {
  if (settings.paused) return "paused";
  return settings.rate ? settings.rate->text : "the scenario's rate";
}

std::string rate_of(const scenario::RateProfile& profile) {
  const auto rate = scenario::constant_rate(profile);
  return rate ? scenario::format_rate(*rate) : "schedule";
}

}  // namespace spate::run
