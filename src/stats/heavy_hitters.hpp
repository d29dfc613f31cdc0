// The busiest keys of a stream, from a sample of its records, in fixed memory. Source: Space-Saving (A. Metwally,
// D. Agrawal, A. El Abbadi, "Efficient computation of frequent and top-k elements in data streams", ICDT 2005).
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "stats/counter.hpp"

namespace spate::stats {

struct KeyShare {
  std::string key;   // at most the first kMaxKeyBytes bytes
  double share = 0;  // lower bound of its share of the counted records
};

// One thread counts. max_share() is thread-safe. Call busiest() only after counting has stopped.
class HeavyHitters {
 public:
  // Finds every key with a share above 1 / kEntries. The error of a share is at most 1 / kEntries.
  static constexpr std::size_t kEntries = 256;
  static constexpr std::size_t kMaxKeyBytes = 40;

  // Counts `weight` records with this key. Does not allocate.
  void count(std::string_view key, std::uint64_t weight) noexcept;

  // The share of the busiest key, from 0 to 1; 0 before the first record.
  [[nodiscard]] double max_share() const noexcept;
  // At most `max` keys with a share above 0, busiest first.
  [[nodiscard]] std::vector<KeyShare> busiest(std::size_t max) const;

 private:
  struct KeyPrefix {
    std::uint8_t size = 0;
    std::array<char, kMaxKeyBytes> bytes{};
  };

  [[nodiscard]] std::size_t entry_index(std::uint64_t hash) noexcept;
  void replace_entry(std::size_t entry, std::uint64_t hash, std::string_view key) noexcept;
  [[nodiscard]] std::uint64_t min_weight(std::size_t entry) const noexcept;

  // Separate arrays, because all hashes or all weights are searched at once.
  std::array<std::uint64_t, kEntries> hashes_{};
  std::array<Counter, kEntries> weights_;  // upper bounds of the keys' records
  std::array<Counter, kEntries> excess_;   // parts of weights_ that may belong to other keys
  std::array<KeyPrefix, kEntries> keys_{};
  std::size_t used_ = 0;
  Counter total_;
};

}  // namespace spate::stats
