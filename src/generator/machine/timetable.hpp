// The due times of a stream's records, for references to it: N(t) and its inverse T(n).
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "base/time.hpp"

namespace spate::generator {

// Function pointers, because each reference calls them. Thread-safe, without a lock. The schedule is that of the
// scenario or, after a live change of the rate, the history of the run. Times are since T = 0. The functions are null
// if due times are not known in advance (a rate of max, in bytes, or recorded).
struct Timetable {
  std::shared_ptr<const void> schedule;                                                  // argument of the functions
  std::uint64_t (*due_by)(const void* schedule, StreamTime elapsed) noexcept = nullptr;  // N(t)
  StreamTime (*intended)(const void* schedule, std::uint64_t n) noexcept = nullptr;      // T(n), or kNever
  // The time from which the current definition makes the records, if a reload changed it. Null or empty: T = 0.
  const std::optional<StreamTime>* records_changed_at = nullptr;
};

// By stream name; a missing stream has no timetable.
using Timetables = std::map<std::string, Timetable, std::less<>>;

}  // namespace spate::generator
