// When the records of a stream are due, as far as references to it need to know: N(t) and its inverse T(n).
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "base/time.hpp"

namespace spate::generator {

// Plain functions, as they are called for each reference; any thread, without a lock. The schedule is the written one
// or, once its rate was changed in a run, what the stream has followed. Times are since T = 0 of the run. A
// timetable without functions: not known beforehand (a rate of max, in bytes, or recorded).
struct Timetable {
  std::shared_ptr<const void> schedule;                                                  // what the functions are given
  std::uint64_t (*due_by)(const void* schedule, StreamTime elapsed) noexcept = nullptr;  // N(t)
  StreamTime (*intended)(const void* schedule, std::uint64_t n) noexcept = nullptr;      // T(n); the largest: never
  // From when on the records are those that the definition makes now: a reload changed it. Null or empty: from T = 0.
  const std::optional<StreamTime>* records_changed_at = nullptr;
};

// By the stream's name; a stream that is not there has none.
using Timetables = std::map<std::string, Timetable, std::less<>>;

}  // namespace spate::generator
