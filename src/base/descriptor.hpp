// Writing to a file descriptor: errors are values, and an interrupted or partial write is continued.
#pragma once

#include <cstddef>
#include <string_view>

namespace spate {

// Opens /dev/null on each of the descriptors 0 to 2 that is closed, so that no file that is opened later gets one of
// them and with it what is meant for people. Call it first in main.
void open_standard_descriptors() noexcept;

// Writes part of `text`: how many bytes, or -errno. Blocks while the descriptor takes nothing, also if it is set not
// to block.
[[nodiscard]] std::ptrdiff_t write_some(int descriptor, std::string_view text) noexcept;

// Writes all of `text`: 0 or errno.
[[nodiscard]] int write_whole(int descriptor, std::string_view text) noexcept;

}  // namespace spate
