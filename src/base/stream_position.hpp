// The position of a stream in its sequence of records.
#pragma once

#include <cstdint>

namespace spate {

struct StreamPosition {
  std::uint64_t index = 0;            // index of the next record
  std::uint64_t bytes = 0;            // of all earlier records; stop_after counts them
  std::uint64_t scheduled_bytes = 0;  // under a rate in bytes: made or skipped
};

}  // namespace spate
