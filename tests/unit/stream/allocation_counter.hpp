// This test program's operator new counts.
#pragma once

#include <cstdint>

namespace spate::stream {

// How often the calling thread has allocated so far.
[[nodiscard]] std::uint64_t allocations_here() noexcept;

}  // namespace spate::stream
