#include "stats/heavy_hitters.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include "base/random.hpp"

namespace spate::stats {

HeavyHitters::HeavyHitters(std::uint64_t seed) noexcept : sampler_(seed) {
  first_.fill(kNone);
  next_.fill(kNone);
}

// The two counters may be read at different moments while the other thread counts, so the difference is clamped at 0.
std::uint64_t HeavyHitters::min_weight(std::size_t entry) const noexcept {
  const auto excess = excess_[entry].read();
  const auto weight = weights_[entry].read();
  return weight > excess ? weight - excess : 0;
}

void HeavyHitters::count(std::string_view key, std::uint64_t weight) noexcept {
  const auto hash = random::hash_name(key);
  auto entry = find(hash);
  if (entry == kNone) entry = replace_lightest(hash, key);
  weights_[entry].add(weight);
  total_.add(weight);
}

HeavyHitters::Entry HeavyHitters::find(std::uint64_t hash) const noexcept {
  auto entry = first_[hash % kEntries];
  while (entry != kNone && hashes_[entry] != hash) entry = next_[entry];
  return entry;
}

// Space-Saving: the new key keeps the weight of the replaced key, and records it as excess.
HeavyHitters::Entry HeavyHitters::replace_lightest(std::uint64_t hash, std::string_view key) noexcept {
  last_replaced_ = find_lightest();
  const auto entry = last_replaced_;
  remove_from_chain(entry);
  hashes_[entry] = hash;
  next_[entry] = std::exchange(first_[hash % kEntries], static_cast<Entry>(entry));
  excess_[entry].set(weights_[entry].read());
  KeyPrefix& prefix = keys_[entry];
  prefix.size = static_cast<std::uint8_t>(std::min(key.size(), kMaxKeyBytes));
  std::copy_n(key.data(), prefix.size, prefix.bytes.data());
  return static_cast<Entry>(entry);
}

// Weights only grow. So the entries with the minimum weight are found one after the other, and each search continues
// where the last one ended. A search passes all entries only if the minimum has changed.
std::size_t HeavyHitters::find_lightest() noexcept {
  while (true) {
    auto min = std::numeric_limits<std::uint64_t>::max();
    for (std::size_t step = 1; step <= kEntries; ++step) {
      const auto entry = (last_replaced_ + step) % kEntries;
      const auto weight = weights_[entry].read();
      if (weight == lightest_weight_) return entry;
      min = std::min(min, weight);
    }
    lightest_weight_ = min;
  }
}

// An unused entry is in no chain.
void HeavyHitters::remove_from_chain(std::size_t entry) noexcept {
  auto* link = &first_[hashes_[entry] % kEntries];
  while (*link != kNone && *link != entry) link = &next_[*link];
  if (*link == entry) *link = next_[entry];
}

double HeavyHitters::max_share() const noexcept {
  std::uint64_t max = 0;
  for (std::size_t entry = 0; entry < kEntries; ++entry) max = std::max(max, min_weight(entry));
  const auto total = total_.read();
  return total == 0 ? 0.0 : std::min(1.0, static_cast<double>(max) / static_cast<double>(total));
}

std::vector<KeyShare> HeavyHitters::busiest(std::size_t max) const {
  std::vector<KeyShare> shares;
  const auto total = static_cast<double>(total_.read());
  for (std::size_t entry = 0; entry < kEntries; ++entry) {
    if (min_weight(entry) == 0) continue;
    shares.push_back({{keys_[entry].bytes.data(), keys_[entry].size}, static_cast<double>(min_weight(entry)) / total});
  }
  std::sort(shares.begin(), shares.end(), [](const KeyShare& left, const KeyShare& right) {
    return left.share != right.share ? left.share > right.share : left.key < right.key;
  });
  shares.resize(std::min(max, shares.size()));
  return shares;
}

}  // namespace spate::stats
