#include "generator/machine/imperfection_plan.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "base/random.hpp"

namespace spate::generator {
namespace {

constexpr auto kAlways = std::numeric_limits<std::uint64_t>::max();

constexpr Duration kMaxExponential = 36'525 * kDay;  // bound of exponential draws

// Each kind has its own draws, so that adding a kind does not change the others. The sites of fields are hashes of
// their paths, which never begin with a single dollar.
constexpr std::uint64_t site(Imperfection kind) {
  return random::mix(random::hash_name("$imperfections"), static_cast<std::uint64_t>(kind));
}
constexpr std::uint64_t span_site(Imperfection kind) { return random::mix(site(kind), 1); }
constexpr auto kMalformedKind = random::hash_name("$imperfections.malformed.kind");

bool applies(std::uint64_t threshold, Imperfection kind, std::uint64_t state) noexcept {
  return threshold != 0 && (threshold == kAlways || random::draw(state, site(kind)) < threshold);
}

}  // namespace

ImperfectionPlan::ImperfectionPlan(const scenario::Imperfections& settings, std::vector<Imperfection> malformed_kinds)
    : duplicate_(threshold(settings.duplicate)),
      drop_(threshold(settings.drop)),
      tombstone_(threshold(settings.tombstone)),
      malformed_kinds_(std::move(malformed_kinds)),
      shifts_(settings.late || settings.out_of_order || settings.clock_skew) {
  if (settings.late) late_ = {threshold(settings.late->probability), settings.late->by};
  if (settings.out_of_order) out_of_order_ = {threshold(settings.out_of_order->probability), settings.out_of_order->by};
  if (!settings.malformed || malformed_kinds_.empty()) return;
  malformed_ = threshold(settings.malformed->probability);
  if (malformed_ != 0 && std::count(malformed_kinds_.begin(), malformed_kinds_.end(), Imperfection::oversized) > 0)
    oversized_ = settings.malformed->size;
}

ImperfectionPlan::Threshold ImperfectionPlan::threshold(double probability) noexcept {
  return probability >= 1 ? kAlways : static_cast<Threshold>(probability * 0x1.0p64);
}

Duration ImperfectionPlan::span(const scenario::Delay& delay, std::uint64_t bits) noexcept {
  if (delay.kind == scenario::Delay::Kind::fixed) return delay.min;
  if (delay.kind == scenario::Delay::Kind::between) {
    const auto width = static_cast<std::uint64_t>((delay.max - delay.min).count()) + 1;
    return delay.min + Duration{static_cast<Duration::rep>(random::uniform_below(bits, width))};
  }
  // By inversion; the argument of the logarithm is in (0, 1].
  const double drawn = -std::log1p(-random::uniform_01(bits)) * static_cast<double>(delay.min.count());
  return Duration{static_cast<Duration::rep>(std::min(drawn, static_cast<double>(kMaxExponential.count())))};
}

void ImperfectionPlan::event_time_shift(const Shift& shift, Imperfection kind, std::uint64_t state,
                                        Decision& decision) noexcept {
  if (!applies(shift.threshold, kind, state)) return;
  decision.kinds |= bit(kind);
  decision.event_time_shift += span(shift.by, random::draw(state, span_site(kind)));
}

Decision ImperfectionPlan::decide(std::uint64_t state) const noexcept {
  Decision decision;
  if (applies(drop_, Imperfection::drop, state)) {
    decision.kinds = bit(Imperfection::drop);
    return decision;
  }
  event_time_shift(late_, Imperfection::late, state, decision);
  event_time_shift(out_of_order_, Imperfection::out_of_order, state, decision);
  if (applies(duplicate_, Imperfection::duplicate, state)) decision.kinds |= bit(Imperfection::duplicate);
  if (applies(tombstone_, Imperfection::tombstone, state)) {
    decision.kinds |= bit(Imperfection::tombstone);
  } else if (applies(malformed_, Imperfection::truncated, state)) {
    const auto which = random::uniform_below(random::draw(state, kMalformedKind), malformed_kinds_.size());
    decision.kinds |= bit(malformed_kinds_[which]);
  }
  return decision;
}

std::size_t ImperfectionPlan::max_malformed(std::size_t max) const noexcept {
  constexpr std::size_t kMaxReplacementGrowth = 64;  // growth by replacing a value
  return malformed_ == 0 ? 0 : std::max(max, oversized_) + kMaxReplacementGrowth;
}

}  // namespace spate::generator
