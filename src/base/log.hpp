// The log on standard error. Only run/, daemon/ and cli/ log, and they log each failure once.
#pragma once

#include <fmt/format.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace spate::log {

enum class Level { debug, info, warning, error, off };

// The default is info. Takes effect immediately. Thread-safe.
void set_level(Level level) noexcept;

// The fields of a line, for filters. Empty if unknown.
struct Context {
  std::string_view stream = {};
  std::string_view topic = {};
  std::string_view error = {};  // name of the error
};

// Writes the text as one printable line. Thread-safe. In the background it never blocks: it drops and counts lines that
// do not fit, and reports the number later.
void write(Level level, std::string_view text, const Context& about = {}) noexcept;

// Later lines have no timestamp and no level: "spate ctl: cannot connect", "spate ctl: warning: …". For commands whose
// errors are output, not a log. Call it before other threads log.
void use_command_format(std::string command);

// Writes text without timestamp and level, such as a summary, in order with the log. Does not drop it. Thread-safe.
void say(std::string_view text) noexcept;

// Shows lines below the log on a terminal until the next call. Empty text removes them. Each line must fit the width of
// the terminal. Thread-safe.
void show_footer(std::string text) noexcept;

// A replacement for standard error. `encode` turns a line into bytes. `write` writes at least one of them, or returns
// -errno, as write(2).
struct Sink {
  std::string (*encode)(Level level, std::string_view text, const Context& about);
  std::ptrdiff_t (*write)(std::string_view bytes) noexcept;
};
// Call it before other threads log.
void set_sink(Sink destination) noexcept;
[[nodiscard]] bool has_sink() noexcept;

// Writes on a separate thread until finish(). Throws StartError if the thread cannot start.
void write_in_background();
// Waits up to 2 s for the writer. Later lines are dropped.
void finish() noexcept;
// Counts since the start of the process. Thread-safe.
[[nodiscard]] std::uint64_t dropped_lines() noexcept;

template <class... Args>
void debug(fmt::format_string<Args...> text, Args&&... args) {
  write(Level::debug, fmt::format(text, std::forward<Args>(args)...));
}
template <class... Args>
void info(fmt::format_string<Args...> text, Args&&... args) {
  write(Level::info, fmt::format(text, std::forward<Args>(args)...));
}
template <class... Args>
void warning(fmt::format_string<Args...> text, Args&&... args) {
  write(Level::warning, fmt::format(text, std::forward<Args>(args)...));
}
template <class... Args>
void error(fmt::format_string<Args...> text, Args&&... args) {
  write(Level::error, fmt::format(text, std::forward<Args>(args)...));
}

}  // namespace spate::log
