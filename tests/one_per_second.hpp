// A timetable for scenarios that are made without a run, by unit tests and fuzz targets.
#pragma once

#include <cstdint>

#include "generator/machine/timetable.hpp"
#include "scenario/model/scenario.hpp"

namespace spate {

// A record a second from T = 0, for each stream whose rate is in records: without it nothing could refer to others.
inline generator::Timetables one_per_second(const scenario::Scenario& scenario) {
  const generator::Timetable timetable{
      .schedule = nullptr,
      .due_by =
          [](const void*, StreamTime elapsed) noexcept {
            return elapsed < StreamTime{} ? std::uint64_t{0}
                                          : static_cast<std::uint64_t>(since_start(elapsed) / kSecond) + 1;
          },
      .intended = [](const void*, std::uint64_t n) noexcept { return StreamTime{n * kSecond}; }};
  generator::Timetables all;
  for (const auto& stream : scenario.streams)
    if (stream.rate.unit == scenario::Rate::Unit::records) all[stream.name] = timetable;
  return all;
}

}  // namespace spate
