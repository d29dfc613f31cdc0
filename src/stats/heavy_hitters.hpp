// The busiest keys of a stream in fixed memory: Space-Saving (A. Metwally, D. Agrawal, A. El Abbadi, "Efficient
// computation of frequent and top-k elements in data streams", ICDT 2005), fed with a sample of the records.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "stats/counter.hpp"

namespace spate::stats {

struct KeyShare {
  std::string key;   // its first kKeyShown bytes
  double share = 0;  // of the records counted; the key has at least this much
};

// One thread counts. Any thread may ask for max_share(); busiest() is for when counting has stopped.
class HeavyHitters {
 public:
  // A key that has more than 1 / kEntries of all records is certainly found, and its share is known to within that.
  static constexpr std::size_t kEntries = 256;
  static constexpr std::size_t kKeyShown = 40;

  // Stands for `weight` records with this key. Allocates nothing.
  void count(std::string_view key, std::uint64_t weight) noexcept;

  // The share of the busiest key, 0 to 1; 0 when nothing was counted.
  [[nodiscard]] double max_share() const noexcept;
  // At most `most` keys that are certain to have a share, busiest first.
  [[nodiscard]] std::vector<KeyShare> busiest(std::size_t most) const;

 private:
  struct Shown {
    std::uint8_t size = 0;
    std::array<char, kKeyShown> bytes{};
  };

  [[nodiscard]] std::size_t place_of(std::uint64_t hash) noexcept;
  void take_over(std::size_t place, std::uint64_t hash, std::string_view key) noexcept;
  [[nodiscard]] std::uint64_t certain(std::size_t place) const noexcept;

  // An array each, because hashes and weights are searched whole.
  std::array<std::uint64_t, kEntries> hashes_{};
  std::array<Counter, kEntries> weights_;  // at most this much is the key's,
  std::array<Counter, kEntries> excess_;   // of which this much may be others'
  std::array<Shown, kEntries> keys_{};
  std::size_t used_ = 0;
  Counter total_;
};

}  // namespace spate::stats
