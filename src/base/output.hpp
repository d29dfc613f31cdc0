// Standard output, for results; other text uses log::say(). Printing never throws, and finish() reports errors.
#pragma once

#include <string_view>

#include "base/time.hpp"

namespace spate::output {

// Buffers the text, and writes it immediately on a terminal. Blocks while the reader does not read. In the background,
// it blocks only until stop_waiting(). Thread-safe.
void print(std::string_view text) noexcept;

// Writes the buffered text. No effect in the background, where a thread writes it.
void flush() noexcept;

// Called if there was no memory for a text. Sets the error to ENOMEM, if there was none before. Thread-safe.
void report_memory_error() noexcept;

// Returns true if the reader closed the pipe or a write failed: further output has no effect. Thread-safe.
[[nodiscard]] bool is_broken() noexcept;

// Writes on a separate thread until finish(). Call it before other threads print. Throws StartError if the thread
// cannot start.
void write_in_background();
// After this call, print() does not block, so that shutdown does not wait for a reader. Thread-safe.
void stop_waiting() noexcept;
// As stop_waiting(), and finish() waits at most 2 s. Thread-safe.
void shorten_deadline() noexcept;

// Writes the buffered text. In the background, gives up when the reader reads nothing for `timeout`. Returns the errno
// of the first failed write, ETIMEDOUT if it gave up, else 0. A closed pipe is not an error.
[[nodiscard]] int finish(Duration timeout) noexcept;

}  // namespace spate::output
