// Standard output, for results. Printing never throws; what could not be written is known at the end. Text for people,
// which is not a result, goes to standard error: log::say().
#pragma once

#include <string_view>

#include "base/time.hpp"

namespace spate::output {

// Prints the text, with what was printed before; a terminal gets it at once. Blocks while nobody reads, in the
// background until stop_waiting() has been called. Thread-safe.
void print(std::string_view text) noexcept;

// Writes what is kept, if no thread does.
void flush() noexcept;

// Notes that a text could not even be made, for want of memory: as a write that failed with ENOMEM. Thread-safe.
void lose() noexcept;

// The reader has closed the pipe, as `head` does, or a write failed: printing more has no effect. Thread-safe.
[[nodiscard]] bool is_broken() noexcept;

// From here on a thread writes, until finish(). Called before there are threads that print. Throws StartError.
void write_in_background();
// From here on print() takes everything at once: what shuts down must not wait for a reader. Thread-safe.
void stop_waiting() noexcept;
// The same, and finish() waits for 2 s at most. Thread-safe.
void shorten_deadline() noexcept;

// Writes what is kept, in the background only as long as the reader takes anything within `patience`. Returns the errno
// of the first write that failed, ETIMEDOUT if nobody read, else 0. A reader that closed the pipe had what it wanted:
// 0.
[[nodiscard]] int finish(Duration timeout) noexcept;

}  // namespace spate::output
