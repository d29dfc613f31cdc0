// The memory of this process, as the kernel and the C library report it.
#pragma once

#include <cstddef>

namespace spate {

// Bytes allocated and not freed. Returns 0 if the C library does not report them. Takes up to 0.1 ms in a busy process.
[[nodiscard]] std::size_t allocated_memory() noexcept;

// Resident bytes that are not allocated: memory that the C library keeps for later allocations. Includes the stacks of
// threads.
[[nodiscard]] std::size_t reclaimable_memory() noexcept;

// Returns free pages of the heap to the system. Takes milliseconds, in which other threads may block when they
// allocate. No effect if the C library does not support it.
void trim_heap() noexcept;

}  // namespace spate
