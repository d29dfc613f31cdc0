#include "stats/record_sampler.hpp"

#include <utility>

#include "base/portable_math.hpp"
#include "base/random.hpp"

namespace spate::stats {
namespace {

// Independent trials with probability 1 / weight: the distance to the next success has a geometric distribution.
std::uint64_t draw_distance(std::uint64_t bits, std::uint64_t weight) noexcept {
  if (weight == 1) return 1;
  const double uniform = 1 - random::uniform_01(bits);  // above 0
  const double failure = 1 - 1 / static_cast<double>(weight);
  return 1 + static_cast<std::uint64_t>(portable_math::log(uniform) / portable_math::log(failure));
}

}  // namespace

std::uint64_t RecordSampler::take_sample() noexcept {
  const auto weight = std::exchange(weight_, 1 + records_ / kComplete);
  until_sample_ = draw_distance(random::draw(seed_, records_), weight_);
  records_ += until_sample_;
  return weight;
}

}  // namespace spate::stats
