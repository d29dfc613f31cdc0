#include "scenario/model/rate.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

namespace spate::scenario {
namespace {

__extension__ using Uint128 = unsigned __int128;

// Areas are sums of rate x time; with both below these bounds they stay below 2^127.
constexpr Uint128 kMaxProduct = Uint128{1} << 62U;

std::vector<Rate> written_rates(const Stage& stage) {
  return std::visit([](const auto& shape) { return shape.rates(); }, stage);
}

// Returns nullopt if the least common multiple exceeds kMaxProduct.
std::optional<std::uint64_t> common_multiple(std::uint64_t a, std::uint64_t b) {
  const Uint128 multiple = Uint128{a / std::gcd(a, b)} * b;
  return multiple > kMaxProduct ? std::nullopt : std::optional{static_cast<std::uint64_t>(multiple)};
}

// All rates above 0, scaled. Returns nullopt if one does not fit.
std::optional<std::vector<Rate>> scaled_rates(const RateProfile& profile) {
  std::vector<Rate> rates;
  for (const auto& stage : profile.stages)
    for (const auto& written : written_rates(stage)) {
      const auto rate = scaled(written, profile.scale);
      if (!rate) return std::nullopt;
      if (rate->amount > 0) rates.push_back(*rate);
    }
  return rates;
}

// In lowest terms if both factors are. Returns nullopt if it does not fit.
std::optional<Factor> product(const Factor& a, const Factor& b) {
  const auto first = std::gcd(a.times, b.over);
  const auto second = std::gcd(b.times, a.over);
  const Uint128 times = Uint128{a.times / first} * (b.times / second);
  const Uint128 over = Uint128{a.over / second} * (b.over / first);
  if (times > kMaxProduct || over > kMaxProduct) return std::nullopt;
  return Factor{static_cast<std::uint64_t>(times), static_cast<std::uint64_t>(over)};
}

}  // namespace

std::vector<Rate> Daily::rates() const {
  std::vector<Rate> all;
  for (const Point& point : points) all.push_back(point.rate);
  return all;
}

Rate::Unit unit_of(const Stage& stage) { return written_rates(stage).front().unit; }

Duration length_of(const Stage& stage) {
  return std::visit([](const auto& shape) { return shape.length(); }, stage);
}

bool uses_wall_clock(const Stage& stage) {
  return std::visit([](const auto& shape) { return shape.uses_wall_clock(); }, stage);
}

bool uses_wall_clock(const RateProfile& profile) {
  return !profile.windows.empty() || std::any_of(profile.stages.begin(), profile.stages.end(),
                                                 [](const Stage& stage) { return uses_wall_clock(stage); });
}

std::optional<std::uint64_t> expanded_repeats(const RateProfile& profile) {
  Duration cycle{};
  for (const Stage& stage : profile.stages) cycle = saturating_add(cycle, length_of(stage));
  const auto max_repeats = static_cast<std::uint64_t>(kMaxExpandedTime / cycle) + 1;
  const auto repeats = profile.repeat == kRepeatForever ? max_repeats : profile.repeat;
  return repeats > kMaxExpandedStages / profile.stages.size() ? std::nullopt : std::optional{repeats};
}

std::optional<Rate> scaled(const Rate& rate, const Factor& scale) {
  if (rate.amount == 0 || scale.times == 0) return Rate{rate.unit, 0, Duration{1}};
  const Uint128 amount = Uint128{rate.amount} * scale.times;
  const Uint128 per = static_cast<Uint128>(rate.per.count()) * scale.over;
  Uint128 common = amount;
  for (Uint128 rest = per; rest != 0;) common = std::exchange(rest, common % rest);
  if (amount / common > kMaxProduct || per / common > kMaxProduct) return std::nullopt;
  return Rate{rate.unit, static_cast<std::uint64_t>(amount / common),
              Duration{static_cast<Duration::rep>(per / common)}};
}

bool is_in_range(const Factor& factor) noexcept {
  return factor.times > 0 && Uint128{factor.times} <= Uint128{factor.over} * kMaxFactor;
}

RateProfile constant(const Rate& rate) {
  if (rate.unit == Rate::Unit::unlimited) return {.unit = rate.unit, .stages = {}, .windows = {}, .scale = {}};
  return {.unit = rate.unit, .stages = {Hold{rate}}, .windows = {}, .scale = {}};
}

std::optional<Rate> constant_rate(const RateProfile& profile) {
  if (profile.unit == Rate::Unit::unlimited) return Rate{profile.unit, 0, {}};
  if (profile.stages.size() != 1 || !profile.windows.empty()) return std::nullopt;
  const auto* hold = std::get_if<Hold>(&profile.stages.front());
  if (hold == nullptr || hold->duration != kNever) return std::nullopt;
  const bool as_written = profile.scale.times == profile.scale.over;
  return as_written ? hold->rate : scaled(hold->rate, profile.scale);
}

bool has_one_unit(const RateProfile& profile) {
  return std::all_of(profile.stages.begin(), profile.stages.end(), [&](const Stage& stage) {
    const auto rates = written_rates(stage);
    return std::all_of(rates.begin(), rates.end(), [&](const Rate& rate) { return rate.unit == profile.unit; });
  });
}

std::optional<Measure> common_measure(const RateProfile& profile) {
  const auto rates = scaled_rates(profile);
  if (!rates) return std::nullopt;
  std::optional<std::uint64_t> unit = 1;
  for (const auto& rate : *rates)
    if (unit) unit = common_multiple(*unit, static_cast<std::uint64_t>(rate.per.count()));
  std::optional<std::uint64_t> factor = 1;
  for (const auto& window : profile.windows)
    if (factor) factor = common_multiple(*factor, window.factor.over);
  if (!unit || !factor) return std::nullopt;
  Uint128 fastest = 1;
  for (const auto& rate : *rates)
    fastest = std::max(fastest, Uint128{rate.amount} * (*unit / static_cast<std::uint64_t>(rate.per.count())));
  Uint128 largest = *factor;
  for (const auto& window : profile.windows)
    largest = std::max(largest, Uint128{window.factor.times} * (*factor / window.factor.over));
  // Areas count in halves: the area under a straight line can be half a unit.
  const auto fits = [&](Uint128 resolution) {
    return fastest < kMaxProduct && largest < kMaxProduct && 2 * resolution * largest <= kMaxProduct / fastest &&
           2 * resolution * *factor <= kMaxProduct / *unit;
  };
  if (!fits(1)) return std::nullopt;
  // Other curves are rounded to the measure, so it is as fine as possible.
  std::uint64_t resolution = 1;
  while (fits(Uint128{resolution} * 2)) resolution *= 2;
  return Measure{*unit * resolution, *factor};
}

std::optional<RateProfile> multiplied(RateProfile profile, const Factor& factor) {
  const auto scale = product(profile.scale, factor);
  if (!scale) return std::nullopt;
  profile.scale = *scale;
  const auto rates = scaled_rates(profile);
  if (!rates || !common_measure(profile)) return std::nullopt;
  const auto too_fast = [](const Rate& rate) {
    return rate.unit == Rate::Unit::records && rate.amount > static_cast<std::uint64_t>(rate.per.count());
  };
  if (std::any_of(rates->begin(), rates->end(), too_fast)) return std::nullopt;
  return profile;
}

}  // namespace spate::scenario
