// Makes records of an accepted scenario, so that the sanitizers detect a wrong size bound.
#pragma once

#include <cstdint>
#include <memory>

#include "generator/generator.hpp"
#include "one_per_second.hpp"
#include "scenario/model/scenario.hpp"

namespace spate::fuzz {

inline void make_records(generator::Generator& generator) {
  constexpr WallTime kWall{Duration{1'795'457'615'441'209'000}};
  // Exactly the promised maximum size.
  const auto memory = std::make_unique_for_overwrite<char[]>(generator.max_bytes());
  for (const std::uint64_t index : {0ULL, 1ULL, 2ULL, 1'000'000'007ULL}) {
    const Duration elapsed = index * kSecond;
    const auto rendered = generator.write(memory.get(), {index, kWall + elapsed, StreamTime{elapsed}});
    if (generator.failed()) return static_cast<void>(generator.failure());
    if (rendered.used > generator.max_bytes()) __builtin_trap();
  }
}

// Returns whether the stream compiles.
inline bool compile_and_make(const scenario::Scenario& scenario, const scenario::Stream& stream,
                             scenario::Diagnostics& diagnostics) {
  auto generator = generator::compile_generator(scenario, stream, diagnostics, one_per_second(scenario));
  if (generator) make_records(*generator);
  return generator.has_value();
}

}  // namespace spate::fuzz
