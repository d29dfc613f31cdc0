// The one logger, on standard error, and the only way to it. Libraries do not log: only the shell (run, daemon, cli)
// does, each failure once.
#pragma once

#include <fmt/format.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace spate::log {

enum class Level { debug, info, warning, error, off };

// Any thread; takes effect at once. The default is info.
void set_level(Level level) noexcept;

// What a line is about, for those who sort lines; empty where it is about nothing of the kind.
struct Context {
  std::string_view stream = {};
  std::string_view topic = {};
  std::string_view error = {};  // its name
};

// Writes the text as one printable line. Thread-safe. Never blocks in the background; a line for which there is no room
// is dropped, counted, and reported once there is room again.
void write(Level level, std::string_view text, const Context& about = {}) noexcept;

// Lines from here on have no timestamp and no level: "spate ctl: cannot connect", "spate ctl: warning: …". For commands
// whose errors are output, not a log. Call it before other threads log.
void use_command_format(std::string command);

// Text for people as it stands: a summary, what is wrong with a scenario. In order with the log. Thread-safe.
void say(std::string_view text) noexcept;

// Lines that stay below the log on a terminal until the next call replaces them; empty takes them away. Each line must
// fit the terminal's width. Thread-safe.
void show_footer(std::string text) noexcept;

// What takes lines instead of standard error: `encode` makes a line into bytes, `write` takes the first of them, one
// or more, or returns -errno, as write(2).
struct Sink {
  std::string (*encode)(Level level, std::string_view text, const Context& about);
  std::ptrdiff_t (*write)(std::string_view bytes) noexcept;
};
// Call it before there are threads that log.
void set_sink(Sink destination) noexcept;
[[nodiscard]] bool has_sink() noexcept;

// From here on a thread writes, until finish(). Throws StartError.
void write_in_background();
// Waits up to 2 s until the thread has written what is kept. Lines after that are dropped.
void finish() noexcept;
// Since the start of the process. Thread-safe.
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
