// What the fuzz targets do with a scenario that was accepted: make records, so that a wrong bound is a fault that the
// sanitizers see.
#pragma once

#include <cstdint>
#include <memory>

#include "generator/generator.hpp"
#include "one_per_second.hpp"
#include "scenario/model/scenario.hpp"

namespace spate::fuzz {

inline void make_records(generator::Generator& generator) {
  constexpr WallTime kWall{Duration{1'795'457'615'441'209'000}};
  // As much as is promised to be enough, and not a byte more.
  const auto memory = std::make_unique_for_overwrite<char[]>(generator.max_bytes());
  for (const std::uint64_t index : {0ULL, 1ULL, 2ULL, 1'000'000'007ULL}) {
    const Duration elapsed = index * kSecond;
    const auto rendered = generator.write(memory.get(), {index, kWall + elapsed, StreamTime{elapsed}});
    if (generator.failed()) return static_cast<void>(generator.failure());
    if (rendered.used > generator.max_bytes()) __builtin_trap();
  }
}

// Whether there is something to make.
inline bool compile_and_make(const scenario::Scenario& scenario, const scenario::Stream& stream,
                             scenario::Diagnostics& diagnostics) {
  auto generator = generator::compile_generator(scenario, stream, diagnostics, one_per_second(scenario));
  if (generator) make_records(*generator);
  return generator.has_value();
}

}  // namespace spate::fuzz
