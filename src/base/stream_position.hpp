// The position of a stream in its sequence of records.
#pragma once

#include <cstdint>

namespace spate {

struct StreamPosition {
  std::uint64_t index = 0;   // of the next record
  std::uint64_t bytes = 0;   // of the records made before it: what a bound in bytes counts
  std::uint64_t flowed = 0;  // of a rate in bytes: made or skipped since the stream follows it
};

}  // namespace spate
