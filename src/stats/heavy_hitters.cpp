#include "stats/heavy_hitters.hpp"

#include <algorithm>

#include "base/random.hpp"

namespace spate::stats {

// The two counters may be read at different moments while the other thread counts, so the difference is clamped at 0.
std::uint64_t HeavyHitters::min_weight(std::size_t entry) const noexcept {
  const auto excess = excess_[entry].read();
  const auto weight = weights_[entry].read();
  return weight > excess ? weight - excess : 0;
}

void HeavyHitters::count(std::string_view key, std::uint64_t weight) noexcept {
  const auto hash = random::hash_name(key);
  const auto entry = entry_index(hash);
  if (hashes_[entry] != hash || weights_[entry].read() == 0) replace_entry(entry, hash, key);
  weights_[entry].add(weight);
  total_.add(weight);
}

// The index of the entry of this hash; if there is none, of a free entry, else of the entry with the smallest weight.
std::size_t HeavyHitters::entry_index(std::uint64_t hash) noexcept {
  const auto end = hashes_.begin() + static_cast<std::ptrdiff_t>(used_);
  if (const auto match = std::find(hashes_.begin(), end, hash); match != end) {
    return static_cast<std::size_t>(match - hashes_.begin());
  }
  if (used_ < kEntries) return used_++;
  const auto lightest =
      std::min_element(weights_.begin(), weights_.end(),
                       [](const Counter& left, const Counter& right) { return left.read() < right.read(); });
  return static_cast<std::size_t>(lightest - weights_.begin());
}

// Space-Saving: the new key keeps the weight of the replaced key, and records it as excess.
void HeavyHitters::replace_entry(std::size_t entry, std::uint64_t hash, std::string_view key) noexcept {
  hashes_[entry] = hash;
  excess_[entry].set(weights_[entry].read());
  KeyPrefix& prefix = keys_[entry];
  prefix.size = static_cast<std::uint8_t>(std::min(key.size(), kMaxKeyBytes));
  std::copy_n(key.data(), prefix.size, prefix.bytes.data());
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
  for (std::size_t entry = 0; entry < used_; ++entry) {
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
