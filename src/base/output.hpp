// Standard output, for results; other text uses log::say(). Printing never throws, and finish() reports errors.
#pragma once

#include <string_view>

#include "base/time.hpp"

namespace spate::output {

// Appends the text; a terminal shows it at once. Blocks while the reader does not read, in the background until
// stop_waiting(). Thread-safe.
void print(std::string_view text) noexcept;

// Writes the buffered text, unless a background thread does.
void flush() noexcept;

// Records ENOMEM as the error: there was no memory to make a text. Thread-safe.
void lose() noexcept;

// Whether the reader closed the pipe or a write failed: further output has no effect. Thread-safe.
[[nodiscard]] bool is_broken() noexcept;

// Writes on a separate thread until finish(). Call it before other threads print. Throws StartError.
void write_in_background();
// print() no longer blocks, so that shutdown does not wait for a reader. Thread-safe.
void stop_waiting() noexcept;
// As stop_waiting(), and finish() waits at most 2 s. Thread-safe.
void shorten_deadline() noexcept;

// Writes the buffered text, in the background while the reader reads something within the timeout. Returns the errno of
// the first failed write, ETIMEDOUT if the reader did not read, else 0. A closed pipe is not an error.
[[nodiscard]] int finish(Duration timeout) noexcept;

}  // namespace spate::output
