#include "stats/heavy_hitters.hpp"

#include <algorithm>

#include "base/random.hpp"

namespace spate::stats {

// The two counters may be read at different moments while the other thread counts, so the difference is clamped at 0.
std::uint64_t HeavyHitters::certain(std::size_t place) const noexcept {
  const auto others = excess_[place].read();
  const auto all = weights_[place].read();
  return all > others ? all - others : 0;
}

void HeavyHitters::count(std::string_view key, std::uint64_t weight) noexcept {
  const auto hash = random::hash_name(key);
  const auto place = place_of(hash);
  if (hashes_[place] != hash || weights_[place].read() == 0) replace_entry(place, hash, key);
  weights_[place].add(weight);
  total_.add(weight);
}

// The index of the entry of this hash; if there is none, of a free entry, else of the entry with the smallest weight.
std::size_t HeavyHitters::place_of(std::uint64_t hash) noexcept {
  const auto end = hashes_.begin() + static_cast<std::ptrdiff_t>(used_);
  if (const auto entry = std::find(hashes_.begin(), end, hash); entry != end) {
    return static_cast<std::size_t>(entry - hashes_.begin());
  }
  if (used_ < kEntries) return used_++;
  const auto lightest =
      std::min_element(weights_.begin(), weights_.end(),
                       [](const Counter& left, const Counter& right) { return left.read() < right.read(); });
  return static_cast<std::size_t>(lightest - weights_.begin());
}

// Space-Saving: the new key keeps the weight of the replaced key, and records it as excess.
void HeavyHitters::replace_entry(std::size_t place, std::uint64_t hash, std::string_view key) noexcept {
  hashes_[place] = hash;
  excess_[place].set(weights_[place].read());
  DisplayedKey& shown = keys_[place];
  shown.size = static_cast<std::uint8_t>(std::min(key.size(), kKeyShown));
  std::copy_n(key.data(), shown.size, shown.bytes.data());
}

double HeavyHitters::max_share() const noexcept {
  std::uint64_t max = 0;
  for (std::size_t place = 0; place < kEntries; ++place) max = std::max(max, certain(place));
  const auto total = total_.read();
  return total == 0 ? 0.0 : std::min(1.0, static_cast<double>(max) / static_cast<double>(total));
}

std::vector<KeyShare> HeavyHitters::busiest(std::size_t max) const {
  std::vector<KeyShare> shares;
  const auto total = static_cast<double>(total_.read());
  for (std::size_t place = 0; place < used_; ++place) {
    if (certain(place) == 0) continue;
    shares.push_back({{keys_[place].bytes.data(), keys_[place].size}, static_cast<double>(certain(place)) / total});
  }
  std::sort(shares.begin(), shares.end(), [](const KeyShare& left, const KeyShare& right) {
    return left.share != right.share ? left.share > right.share : left.key < right.key;
  });
  shares.resize(std::min(max, shares.size()));
  return shares;
}

}  // namespace spate::stats
