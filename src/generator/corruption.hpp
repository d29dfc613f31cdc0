// Malformed values, as the imperfection `malformed` produces them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/imperfection.hpp"

namespace spate::generator {

struct Corruption {
  Imperfection kind = Imperfection::truncated;  // a malformed kind
  bool json = false;                            // the value is JSON
  std::size_t oversized = 0;                    // size to fill up to, bytes
  std::uint64_t bits = 0;                       // random bits, for the position
};

// Writes the malformed value to `out` and returns its end. `out` is past the end of `value` and has room for
// ImperfectionPlan::max_malformed() bytes. Truncated JSON is never valid; JSON with a wrong type or oversized always
// is. Does not allocate.
char* write_malformed(std::string_view value, const Corruption& corruption, char* out) noexcept;

}  // namespace spate::generator
