#include "scenario/rate/rate_scale.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>

#include "scenario/text/rate_text.hpp"

namespace spate::scenario {
namespace {

constexpr std::string_view kOption = "--rate-scale";

bool is_unlimited(const Stream& stream) { return stream.rate.unit == Rate::Unit::unlimited; }

}  // namespace

Parsed<Factor> parse_rate_scale(std::string_view text) {
  auto factor = parse_factor(text.ends_with('x') ? std::string{text} : std::string{text} + "x");
  if (!factor.value)
    return {std::nullopt, fmt::format("invalid factor {}: use a number such as 2 or 0.5", quote_value(text))};
  if (!is_in_range(*factor.value))
    return {std::nullopt,
            fmt::format("{} is out of range: use a factor above 0, up to {}", quote_value(text), kMaxFactor)};
  return factor;
}

void scale_rates(std::vector<Stream>& streams, const Factor& scale, Diagnostics& diagnostics) {
  const Place place{std::make_shared<const std::string>(kOption), 0, 0};
  if (!streams.empty() && std::all_of(streams.begin(), streams.end(), is_unlimited))
    diagnostics.report(place, "streams", "all streams send at max, which has no rate to scale: remove the option");
  for (Stream& stream : streams) {
    if (is_unlimited(stream)) continue;
    if (auto scaled = multiplied(stream.rate, scale))
      stream.rate = *std::move(scaled);
    else
      diagnostics.report(place, stream.path + ".rate",
                         fmt::format("{}x of this rate cannot be counted exactly: use a rounder factor",
                                     static_cast<double>(scale.times) / static_cast<double>(scale.over)));
  }
}

}  // namespace spate::scenario
