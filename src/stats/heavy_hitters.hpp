// The busiest keys of a stream, from a sample of its records, in fixed memory. Source: Space-Saving (A. Metwally,
// D. Agrawal, A. El Abbadi, "Efficient computation of frequent and top-k elements in data streams", ICDT 2005).
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "stats/counter.hpp"
#include "stats/record_sampler.hpp"

namespace spate::stats {

struct KeyShare {
  std::string key;   // at most the first kMaxKeyBytes bytes
  double share = 0;  // lower bound of its share of the sampled records
};

// Error: a share is at most the share of the key in the sample, and at most 1 / kEntries below it (Space-Saving). Up to
// RecordSampler::kComplete records, the sample is complete. After that, the share in the sample has a standard error of
// at most sqrt(f (1 - f) / RecordSampler::kComplete), where f is the true share.
//
// One thread counts. max_share() is thread-safe. Call busiest() only after counting has stopped.
class HeavyHitters {
 public:
  // Finds every key with a share in the sample above 1 / kEntries.
  static constexpr std::size_t kEntries = 256;
  static constexpr std::size_t kMaxKeyBytes = 40;

  explicit HeavyHitters(std::uint64_t seed = 0) noexcept;

  // Counts one record with this key, if it is in the sample. Does not allocate.
  void count(std::string_view key) noexcept {
    if (const auto weight = sampler_.next_weight(); weight > 0) count(key, weight);
  }
  // Counts `weight` records with this key. Does not allocate. The mean time does not depend on the number of
  // distinct keys.
  void count(std::string_view key, std::uint64_t weight) noexcept;

  // The share of the busiest key, from 0 to 1; 0 before the first record.
  [[nodiscard]] double max_share() const noexcept;
  // At most `max` keys with a share above 0, busiest first.
  [[nodiscard]] std::vector<KeyShare> busiest(std::size_t max) const;

 private:
  using Entry = std::uint16_t;  // an index into the arrays of entries
  static constexpr Entry kNone = kEntries;

  struct KeyPrefix {
    std::uint8_t size = 0;
    std::array<char, kMaxKeyBytes> bytes{};
  };

  [[nodiscard]] Entry find(std::uint64_t hash) const noexcept;
  [[nodiscard]] Entry replace_lightest(std::uint64_t hash, std::string_view key) noexcept;
  [[nodiscard]] std::size_t find_lightest() noexcept;
  void remove_from_chain(std::size_t entry) noexcept;
  [[nodiscard]] std::uint64_t min_weight(std::size_t entry) const noexcept;

  RecordSampler sampler_;
  std::array<std::uint64_t, kEntries> hashes_{};
  std::array<Counter, kEntries> weights_;  // upper bounds of the keys' records
  std::array<Counter, kEntries> excess_;   // parts of weights_ that may belong to other keys
  std::array<KeyPrefix, kEntries> keys_{};
  // A hash table with chains: the first entry of each bucket, and the entry after each entry.
  std::array<Entry, kEntries> first_{};
  std::array<Entry, kEntries> next_{};
  std::size_t last_replaced_ = 0;
  std::uint64_t lightest_weight_ = 0;  // lower bound of all weights
  Counter total_;
};

}  // namespace spate::stats
