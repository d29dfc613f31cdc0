// Imperfections: deliberate faults in the records of a stream.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/imperfection.hpp"
#include "base/time.hpp"
#include "scenario/yaml/node.hpp"

namespace spate::scenario {

// Lateness: a fixed duration, uniform between two, or exponential with a mean.
struct Delay {
  enum class Kind { fixed, between, exponential };
  Kind kind = Kind::fixed;
  Duration min{};  // the duration (fixed) or mean (exponential)
  Duration max{};  // upper bound of `between`
};

// Share of records with an earlier event time.
struct EventTimeShift {
  double probability = 0;
  Delay by;
  Place place;
  std::string path;
};

// Each value of a field has a clock with a constant error of at most `up_to`.
struct ClockSkew {
  std::string per;  // path of a field, or a variable of the top-level $let
  Duration up_to{};
  Place place;
  std::string path;
};

struct Malformed {
  double probability = 0;
  std::vector<Imperfection> kinds;  // equally likely; empty: all of the format except oversized
  std::uint64_t size = 0;           // bytes of an oversized value
  Place place;
  std::string path;
};

struct Imperfections {
  std::optional<EventTimeShift> late, out_of_order;
  std::optional<ClockSkew> clock_skew;
  double duplicate = 0, drop = 0, tombstone = 0;  // probabilities
  std::optional<Malformed> malformed;
};

}  // namespace spate::scenario
