// The memory of this process, as the kernel and the C library see it.
#pragma once

#include <cstddef>

namespace spate {

// Bytes that are resident and belong to nothing: freed, and kept by the C library for the next time; threads' stacks
// are counted, too. 0 where the library does not tell. Microseconds.
[[nodiscard]] std::size_t spare_memory() noexcept;

// Gives what is spare back to the system, as far as whole pages of it are free. Up to some milliseconds, for which
// threads that allocate may have to wait. Does nothing where the library has no such call.
void give_back_memory() noexcept;

}  // namespace spate
