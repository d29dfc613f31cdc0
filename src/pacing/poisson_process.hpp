// A Poisson process of one record per unit of time, as a pure function of state and index. Computes the place of record
// n and the number of records before a place in O(log n), in any order, with the same bits on every machine.
#pragma once

#include <array>
#include <cstdint>

#include "pacing/uint128.hpp"

namespace spate::pacing {

// Places are in units of 2^-60 of the mean gap.
inline constexpr unsigned kPlaceBits = 60;

// A gamma bridge: draws the sum of 2^k gaps once and splits it in halves. The share of each half is beta-distributed.
// The leaves have 16 exponential gaps, scaled to their sum. So all gaps are independent and exponential, within the
// precision of 53 bits. Beyond 2^63 records the gaps are equal. Immutable. Thread-safe.
class PoissonProcess {
 public:
  explicit PoissonProcess(std::uint64_t state) noexcept;

  // Place of record n; 0 for record 0. Never decreases.
  [[nodiscard]] Uint128 place(std::uint64_t n) const noexcept;
  // Number of records before this place, at most 2^64 - 1.
  [[nodiscard]] std::uint64_t count_before(Uint128 place) const noexcept;

 private:
  friend class PoissonCursor;
  static constexpr unsigned kLeafBits = 4;
  static constexpr std::size_t kLeafRecords = std::size_t{1} << kLeafBits;
  static constexpr unsigned kRoots = 64 - kLeafBits;

  // 2^level leaves from leaf number << level on, and their range of places. A root has number 1 in its level. The roots
  // follow each other, each as long as all before it. The first root is leaf 0.
  struct Node {
    unsigned level;
    std::uint64_t number;
    Uint128 begin;
    Uint128 length;

    [[nodiscard]] std::uint64_t first_leaf() const noexcept { return number << level; }
  };
  struct Halves {
    Node first;
    Node second;
  };
  // The places of its records.
  struct Leaf {
    std::uint64_t number = 0;
    Uint128 begin = 0;
    Uint128 length = 0;
    std::array<std::uint64_t, kLeafRecords> shares{};  // of the length, in 2^-53

    [[nodiscard]] Uint128 place(std::size_t record) const noexcept;
  };

  [[nodiscard]] Node root(unsigned number) const noexcept;
  [[nodiscard]] Node root_containing(std::uint64_t leaf) const noexcept;
  [[nodiscard]] Halves halves(const Node& node) const noexcept;
  [[nodiscard]] Leaf leaf(const Node& node) const noexcept;
  [[nodiscard]] std::uint64_t draw_state(unsigned level, std::uint64_t number) const noexcept;

  std::uint64_t state_;
  std::array<Uint128, kRoots + 1> begins_{};  // of the roots
};

// The places in sequence, at the cost of about one logarithm per record. Not thread-safe. `process` must outlive
// this object.
class PoissonCursor {
 public:
  explicit PoissonCursor(const PoissonProcess& process) noexcept : process_(&process) {}

  // Equals process.place(n). Fastest for n, n + 1, n + 2, …
  [[nodiscard]] Uint128 place(std::uint64_t n) noexcept;

 private:
  using Node = PoissonProcess::Node;
  void seek(std::uint64_t leaf) noexcept;
  void descend(Node node, std::uint64_t leaf) noexcept;

  const PoissonProcess* process_;
  bool has_leaf_ = false;
  PoissonProcess::Leaf leaf_;
  // Second halves that come after leaf_: one of each node on the path from the root, the next one last.
  std::array<Node, PoissonProcess::kRoots> pending_;  // the first pending_count_ are valid
  std::size_t pending_count_ = 0;
};

}  // namespace spate::pacing
