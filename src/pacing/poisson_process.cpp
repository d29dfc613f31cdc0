#include "pacing/poisson_process.hpp"

#include <algorithm>
#include <bit>
#include <limits>

#include "base/portable_math.hpp"
#include "base/random.hpp"
#include "pacing/gamma_draws.hpp"

namespace spate::pacing {
namespace {

constexpr std::uint64_t kSite = random::hash_name("arrivals");
constexpr double kShareScale = 0x1.0p53;  // shares are in 1 / kShareScale
constexpr unsigned kShareBits = 53;

// `share` of `length`, rounded down.
Uint128 part(Uint128 length, std::uint64_t share) noexcept {
  constexpr Uint128 kFractionMask = (Uint128{1} << kShareBits) - 1;
  return (length >> kShareBits) * share + (((length & kFractionMask) * share) >> kShareBits);
}

}  // namespace

Uint128 PoissonProcess::Leaf::place(std::size_t record) const noexcept { return begin + part(length, shares[record]); }

PoissonProcess::PoissonProcess(std::uint64_t state) noexcept : state_(random::mix(state, kSite)) {
  for (unsigned i = 0; i < kRoots; ++i) {
    const unsigned level = i == 0 ? 0 : i - 1;
    // Halves and leaves use lower levels, so no draw is used twice.
    Draws draws{draw_state(kRoots, i)};
    const double gaps = static_cast<double>(kLeafRecords) * static_cast<double>(std::uint64_t{1} << level);
    begins_[i + 1] = begins_[i] + static_cast<Uint128>(gamma_variate(gaps, draws) * (std::uint64_t{1} << kPlaceBits));
  }
}

std::uint64_t PoissonProcess::draw_state(unsigned level, std::uint64_t number) const noexcept {
  return random::record_state(random::record_state(state_, level), number);
}

PoissonProcess::Node PoissonProcess::root(unsigned number) const noexcept {
  return {.level = number == 0 ? 0 : number - 1,
          .number = number == 0 ? 0U : 1U,
          .begin = begins_[number],
          .length = begins_[number + 1] - begins_[number]};
}

PoissonProcess::Node PoissonProcess::root_containing(std::uint64_t leaf) const noexcept {
  return root(static_cast<unsigned>(std::bit_width(leaf)));
}

PoissonProcess::Halves PoissonProcess::halves(const Node& node) const noexcept {
  Draws draws{draw_state(node.level, node.number)};
  const unsigned level = node.level - 1;
  const double gaps = static_cast<double>(kLeafRecords) * static_cast<double>(std::uint64_t{1} << level);
  const Uint128 first =
      part(node.length, static_cast<std::uint64_t>(symmetric_beta_variate(gaps, draws) * kShareScale));
  return {{level, 2 * node.number, node.begin, first},
          {level, 2 * node.number + 1, node.begin + first, node.length - first}};
}

PoissonProcess::Leaf PoissonProcess::leaf(const Node& node) const noexcept {
  Draws draws{draw_state(0, node.number)};
  std::array<double, kLeafRecords> before{};
  double sum = 0;
  for (double& share : before) {
    share = sum;
    sum -= portable_math::log(draws.uniform_01());
  }
  Leaf result{.number = node.number, .begin = node.begin, .length = node.length, .shares = {}};
  const double scale = kShareScale / sum;
  for (std::size_t i = 0; i < kLeafRecords; ++i) result.shares[i] = static_cast<std::uint64_t>(before[i] * scale);
  return result;
}

Uint128 PoissonProcess::place(std::uint64_t n) const noexcept { return PoissonCursor{*this}.place(n); }

std::uint64_t PoissonProcess::count_before(Uint128 place) const noexcept {
  if (place == 0) return 0;
  constexpr auto kMaxIndex = std::numeric_limits<std::uint64_t>::max();
  if (place > begins_[kRoots]) {
    const Uint128 beyond = (place - begins_[kRoots] - 1) >> kPlaceBits;
    const auto first = std::uint64_t{kLeafRecords} << (kRoots - 1);
    return beyond >= kMaxIndex - first ? kMaxIndex : first + static_cast<std::uint64_t>(beyond) + 1;
  }
  const auto after = std::lower_bound(begins_.begin(), begins_.end(), place);
  Node node = root(static_cast<unsigned>(after - begins_.begin()) - 1);
  while (node.level > 0) {
    const auto [first, second] = halves(node);
    node = second.begin < place ? second : first;
  }
  const Leaf result = leaf(node);
  std::size_t count = 1;
  while (count < kLeafRecords && result.place(count) < place) ++count;
  return (node.number << kLeafBits) + count;
}

Uint128 PoissonCursor::place(std::uint64_t n) noexcept {
  constexpr auto kFirstUniform = std::uint64_t{PoissonProcess::kLeafRecords} << (PoissonProcess::kRoots - 1);
  if (n >= kFirstUniform) return process_->begins_[PoissonProcess::kRoots] + (Uint128{n - kFirstUniform} << kPlaceBits);
  const auto leaf = n >> PoissonProcess::kLeafBits;
  if (!has_leaf_ || leaf != leaf_.number) seek(leaf);
  return leaf_.place(n % PoissonProcess::kLeafRecords);
}

void PoissonCursor::seek(std::uint64_t leaf) noexcept {
  const bool follows = has_leaf_ && leaf == leaf_.number + 1 && pending_count_ > 0;
  if (follows) return descend(pending_[--pending_count_], leaf);
  pending_count_ = 0;
  descend(process_->root_containing(leaf), leaf);
}

void PoissonCursor::descend(Node node, std::uint64_t leaf) noexcept {
  while (node.level > 0) {
    const auto [first, second] = process_->halves(node);
    if (leaf < second.first_leaf()) pending_[pending_count_++] = second;
    node = leaf < second.first_leaf() ? first : second;
  }
  leaf_ = process_->leaf(node);
  has_leaf_ = true;
}

}  // namespace spate::pacing
