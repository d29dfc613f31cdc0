// The memory of this process, as the kernel and the C library see it.
#pragma once

#include <cstddef>

namespace spate {

// Bytes allocated and not freed; 0 if the C library does not report them. Takes microseconds, up to 0.1 ms in a busy
// process.
[[nodiscard]] std::size_t allocated_memory() noexcept;

// Bytes that are resident and belong to nothing: freed, and kept by the C library for the next time; threads' stacks
// are counted, too.
[[nodiscard]] std::size_t reclaimable_memory() noexcept;

// Gives what is spare back to the system, as far as whole pages of it are free. Up to some milliseconds, for which
// threads that allocate may have to wait. Does nothing where the library has no such call.
void trim_heap() noexcept;

}  // namespace spate
