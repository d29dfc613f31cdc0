// Chooses the records that a costly statistic counts: all of the first ones, then ever fewer.
#pragma once

#include <cstdint>

namespace spate::stats {

// A random sample of the records of a stream. It needs no clock.
//
// A record is in the sample with probability 1 / w, independent of the other records, and has weight w there. So the
// expected weight of any group of records is its size (D. G. Horvitz, D. J. Thompson, "A generalization of sampling
// without replacement from a finite universe", 1952), and no period in the stream can match the sample. w is
// 1 + n / kComplete, rounded down, for the n records up to the previous sample.
//
// Error: the first kComplete records are all in the sample. Later, the share of a group in the sample has a standard
// error of at most sqrt(f (1 - f) / kComplete), where f is its share of all N records: at most 0.4 %. Source: the
// variance of a ratio under Poisson sampling (C.-E. Särndal, B. Swensson, J. Wretman, "Model Assisted Survey Sampling",
// 1992) is the sum of (w - 1) (y - f)^2 / N^2 over all records, to first order, with y = 1 in the group and else 0.
// Here w - 1 <= N / kComplete. If f is constant over the run, the standard error is smaller by a factor of sqrt(2).
//
// Cost: a decrement per record. About kComplete (0.6 + ln(N / kComplete)) of N records are in the sample.
//
// Not thread-safe.
class RecordSampler {
 public:
  static constexpr std::uint64_t kComplete = 16'384;

  // The same seed gives the same sample.
  explicit RecordSampler(std::uint64_t seed = 0) noexcept : seed_(seed) {}

  // Passes to the next record. Returns its weight, or 0 if it is not in the sample.
  [[nodiscard]] std::uint64_t next_weight() noexcept { return --until_sample_ > 0 ? 0 : take_sample(); }

 private:
  std::uint64_t take_sample() noexcept;

  std::uint64_t seed_;
  std::uint64_t until_sample_ = 1;  // records up to the next sample, included
  std::uint64_t weight_ = 1;        // of the next sample
  std::uint64_t records_ = 1;       // all records up to the next sample, included
};

}  // namespace spate::stats
