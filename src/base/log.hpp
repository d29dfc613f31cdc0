// The one logger, on standard error. Libraries do not log: only the shell (run, daemon, cli) does, each failure once.
#pragma once

#include <fmt/format.h>

#include <string>
#include <string_view>
#include <utility>

namespace spate::log {

enum class Level { debug, info, warning, error, off };

// Any thread; takes effect at once. The default is info.
void set_level(Level level) noexcept;

// What a line is about, for those who sort lines; empty where it is about nothing of the kind.
struct About {
  std::string_view stream = {};
  std::string_view topic = {};
  std::string_view error = {};  // its name
};

// Any thread.
void write(Level level, std::string_view text, const About& about = {}) noexcept;

// Takes lines in place of standard error. False: it could not, and the line is written there.
using Taker = bool (*)(Level level, std::string_view text, const About& about) noexcept;
// Before there are threads that log.
void give_to(Taker taker) noexcept;
[[nodiscard]] bool given_away() noexcept;

// Lines that stay below the log on a terminal until the next call replaces them; empty takes them away. Each line must
// fit the terminal's width. Any thread.
void show_footer(std::string text) noexcept;

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
