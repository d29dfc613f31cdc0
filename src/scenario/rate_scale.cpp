#include "scenario/rate_scale.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <numeric>
#include <string>

#include "scenario/rates.hpp"

namespace spate {
namespace {

constexpr std::string_view kOption = "--rate-scale";
constexpr std::uint64_t kMostTimes = 1'000'000;

bool at_max(const Stream& stream) { return stream.rate.unit == Rate::Unit::unlimited; }

// Whether the product of the two fits.
bool multiplies(const Factor& one, const Factor& other) {
  std::uint64_t product = 0;
  const auto first = std::gcd(one.times, other.over);
  const auto second = std::gcd(other.times, one.over);
  return !__builtin_mul_overflow(one.times / first, other.times / second, &product) &&
         !__builtin_mul_overflow(one.over / second, other.over / first, &product);
}

}  // namespace

Parsed<Factor> parse_rate_scale(std::string_view text) {
  auto factor = parse_factor(text.ends_with('x') ? std::string{text} : std::string{text} + "x");
  if (!factor.value) return {std::nullopt, fmt::format("{} is no factor; write one such as 2 or 0.5", shown(text))};
  const auto [times, over] = *factor.value;
  if (times == 0 || times / over > kMostTimes || (times / over == kMostTimes && times % over > 0))
    return {std::nullopt, fmt::format("{} is out of range; write a factor above 0, up to {}", shown(text), kMostTimes)};
  return factor;
}

void scale_rates(std::vector<Stream>& streams, const Factor& scale, Diagnostics& diagnostics) {
  const Place place{std::make_shared<const std::string>(kOption), 0, 0};
  if (!streams.empty() && std::all_of(streams.begin(), streams.end(), at_max))
    diagnostics.report(place, "streams", "all send at max, which no factor changes; leave the option out");
  for (Stream& stream : streams) {
    if (at_max(stream)) continue;
    RateProfile scaled = stream.rate;
    const bool fits = multiplies(stream.rate.scale, scale);
    if (fits) scaled.scale = product(stream.rate.scale, scale);
    if (fits && common_measure(scaled))
      stream.rate = std::move(scaled);
    else
      diagnostics.report(
          place, stream.path + ".rate",
          fmt::format("{}x of this rate is too much, or too fine, to be counted exactly; write a rounder "
                      "factor",
                      static_cast<double>(scale.times) / static_cast<double>(scale.over)));
  }
}

}  // namespace spate
