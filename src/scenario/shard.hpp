// Which part of a load this process sends, of the many that share a schedule.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "scenario/units.hpp"

namespace spate {

inline constexpr std::uint64_t kMostShards = 1000;

// The records whose index leaves `index` when divided by `count`; index < count <= kMostShards.
struct Shard {
  std::uint64_t index = 0;
  std::uint64_t count = 1;

  [[nodiscard]] bool alone() const noexcept { return count == 1; }
};

// What Kubernetes says about a pod that is one of several.
struct PodNumber {
  std::optional<std::string> completion_index;  // JOB_COMPLETION_INDEX, of an Indexed Job
  std::string host;                             // spate-2: the third pod of the StatefulSet spate
};

// "0/3", "2/3": shard i of n, counted from 0. "auto/3": i is the number of this pod, by its completion index, else by
// the end of its host's name.
[[nodiscard]] Parsed<Shard> parse_shard(std::string_view text, const PodNumber& pod);

}  // namespace spate
