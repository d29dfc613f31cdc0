// Counts the calls of this test program's operator new.
#pragma once

#include <cstdint>

namespace spate::stream {

// Number of allocations of the calling thread so far.
[[nodiscard]] std::uint64_t thread_allocations() noexcept;

}  // namespace spate::stream
