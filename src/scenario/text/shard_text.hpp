// Parses a shard: "0/3", "auto/3".
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "scenario/model/shard.hpp"
#include "scenario/text/units.hpp"

namespace spate::scenario {

// Identity of a Kubernetes pod.
struct PodNumber {
  std::optional<std::string> completion_index;  // JOB_COMPLETION_INDEX, of an Indexed Job
  std::string host;                             // spate-2: the third pod of the StatefulSet spate
};

// "0/3" is shard 0 of 3. "auto/3" takes the index from the completion index of the pod, else from the end of its host
// name.
[[nodiscard]] Parsed<Shard> parse_shard(std::string_view text, const PodNumber& pod);

}  // namespace spate::scenario
