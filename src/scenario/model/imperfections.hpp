// What is to go wrong with a stream's records, on purpose, and how often.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/imperfection.hpp"
#include "base/time.hpp"
#include "scenario/yaml/node.hpp"

namespace spate::scenario {

// How far: this much, anything between two, or exponentially distributed with this mean.
struct Delay {
  enum class Kind { fixed, between, exponential };
  Kind kind = Kind::fixed;
  Duration min{};  // fixed and exponential: the one duration
  Duration max{};  // between
};

// A share of the records whose event time lies back.
struct EventTimeShift {
  double probability = 0;
  Delay by;
  Place place;
  std::string path;
};

// Each value of a field has a clock of its own, up to so much ahead or behind, always the same.
struct ClockSkew {
  std::string per;  // the field's path, or the name of a variable of the record's outermost $let
  Duration up_to{};
  Place place;
  std::string path;
};

struct Malformed {
  double probability = 0;
  std::vector<Imperfection> kinds;  // each as likely; empty: all that the format has, but for oversized
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
