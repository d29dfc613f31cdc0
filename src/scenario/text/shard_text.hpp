// A shard as users write it: "0/3", "auto/3".
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "scenario/model/shard.hpp"
#include "scenario/text/units.hpp"

namespace spate::scenario {

// What Kubernetes says about a pod that is one of several.
struct PodNumber {
  std::optional<std::string> completion_index;  // JOB_COMPLETION_INDEX, of an Indexed Job
  std::string host;                             // spate-2: the third pod of the StatefulSet spate
};

// "0/3", "2/3": shard i of n, counted from 0. "auto/3": i is the number of this pod, by its completion index, else by
// the end of its host's name.
[[nodiscard]] Parsed<Shard> parse_shard(std::string_view text, const PodNumber& pod);

}  // namespace spate::scenario
