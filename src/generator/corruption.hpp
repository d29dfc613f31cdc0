// Values broken on purpose, in the ways that break the programs which read them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/imperfection.hpp"

namespace spate::generator {

struct Corruption {
  Imperfection kind = Imperfection::truncated;  // truncated, wrong_type, invalid_utf8, oversized
  bool json = false;                            // whether the value is JSON
  std::size_t oversized = 0;                    // bytes to fill up to
  std::uint64_t bits = 0;                       // 64 random ones: where
};

// Writes the broken value to `out`, which lies behind it and has room for ImperfectionPlan::max_malformed() bytes;
// returns its end. JSON that was cut short is never valid, with a wrong type or oversized it always is. No allocation.
char* write_malformed(std::string_view value, const Corruption& corruption, char* out) noexcept;

}  // namespace spate::generator
