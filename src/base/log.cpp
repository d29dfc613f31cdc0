#include "base/log.hpp"

#include <spdlog/common.h>
#include <spdlog/details/log_msg.h>
#include <spdlog/details/os.h>
#include <spdlog/pattern_formatter.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>

#include "base/background_writer.hpp"
#include "base/descriptor.hpp"
#include "base/printable.hpp"
#include "base/printable_text.hpp"

namespace spate::log {
namespace {

constexpr std::size_t kRoom = std::size_t{1024} * 1024;

struct Style {
  spdlog::level::level_enum level;
  std::string_view color;  // ECMA-48 select graphic rendition
};

Style style_of(Level level) noexcept {
  static constexpr std::array<Style, 4> kStyles{{{spdlog::level::debug, "\x1b[36m"},
                                                 {spdlog::level::info, "\x1b[32m"},
                                                 {spdlog::level::warn, "\x1b[33m\x1b[1m"},
                                                 {spdlog::level::err, "\x1b[31m\x1b[1m"}}};
  return kStyles[std::min(static_cast<std::size_t>(level), kStyles.size() - 1)];
}

std::ptrdiff_t write_to_standard_error(std::string_view text) noexcept { return write_some(STDERR_FILENO, text); }

// Whether to drop or keep text that does not fit in the buffer.
enum class Overflow { drop, keep };

// The only writer of standard error, or of the sink that replaces it: keeps all text in order.
struct Log {
  std::mutex mutex;
  std::atomic<Level> level{Level::info};
  spdlog::pattern_formatter formatter{"%Y-%m-%dT%H:%M:%S.%e %^%l%$ %v"};
  const bool colors = spdlog::details::os::in_terminal(stderr) && spdlog::details::os::is_color_terminal();
  std::string command;  // empty: log format
  std::string footer;   // shown below the log
  std::optional<Sink> sink;
  std::unique_ptr<BackgroundWriter> background;
  bool ended = false;            // finish() has been called
  std::uint64_t overflowed = 0;  // lines
  std::uint64_t reported = 0;    // dropped lines that the log has reported

  [[nodiscard]] BackgroundWriter::Write writer() const noexcept { return sink ? sink->write : write_to_standard_error; }
  [[nodiscard]] std::uint64_t dropped() const noexcept {
    return overflowed + (background ? background->lost_lines() : 0);
  }

  std::string line(Level at, std::string_view text);
  [[nodiscard]] std::string erased() const;
  bool emit(const std::string& text, Overflow full = Overflow::drop) noexcept;
  bool show(const std::string& lines, Overflow full = Overflow::drop);
  bool report_dropped();
};

Log& the() {
  static Log instance;
  return instance;
}

std::string Log::line(Level at, std::string_view text) {
  if (!command.empty()) return fmt::format("{}: {}{}\n", command, at == Level::warning ? "warning: " : "", text);
  const auto style = style_of(at);
  const spdlog::details::log_msg message{spdlog::source_loc{}, "spate", style.level, {text.data(), text.size()}};
  spdlog::memory_buf_t formatted;
  formatter.format(message, formatted);
  std::string line{formatted.data(), formatted.size()};
  if (!colors || message.color_range_end <= message.color_range_start) return line;
  line.insert(message.color_range_end, "\x1b[m");
  line.insert(message.color_range_start, style.color);
  return line;
}

// Terminal controls: ECMA-48 cursor up (CUU) and erase to the end of the page (ED).
std::string Log::erased() const {
  const auto lines = std::count(footer.begin(), footer.end(), '\n');
  return lines == 0 ? std::string{} : fmt::format("\x1b[{}A\r\x1b[J", lines);
}

bool Log::emit(const std::string& text, Overflow full) noexcept {
  if (background && full == Overflow::drop) return background->try_append(text);
  if (background) {
    background->stop_waiting();
    background->append(text);
    return true;
  }
  for (std::string_view rest = text; !rest.empty();) {
    const auto count = writer()(rest);
    if (count <= 0) return false;
    rest.remove_prefix(static_cast<std::size_t>(count));
  }
  return true;
}

bool Log::show(const std::string& lines, Overflow full) {
  return !ended && emit(sink ? lines : erased() + lines + footer, full);
}

// Reports the total since the start, so that a lost report does not make the next one wrong.
bool Log::report_dropped() {
  const auto now = dropped();
  if (now == reported) return true;
  const auto text = fmt::format("{} log lines dropped in total: the log was not read or could not be written", now);
  const auto report = sink ? sink->encode(Level::warning, text, {}) : line(Level::warning, text);
  if (show(report)) reported = now;
  return reported == now;
}

void write_line(Level level, std::string_view text, const Context& about) noexcept try {
  auto& log = the();
  const auto printable = printable_line(text);
  const std::lock_guard lock{log.mutex};
  const bool room = log.report_dropped();
  const auto encoded = log.sink ? log.sink->encode(level, printable, about) : log.line(level, printable);
  if (!room || !log.show(encoded)) ++log.overflowed;
} catch (...) {  // no memory
}

}  // namespace

void set_level(Level level) noexcept { the().level = level; }

void use_command_format(std::string command) { the().command = std::move(command); }

void set_sink(Sink destination) noexcept { the().sink = destination; }

bool has_sink() noexcept { return the().sink.has_value(); }

void write(Level level, std::string_view text, const Context& about) noexcept {
  if (level >= the().level.load(std::memory_order_relaxed)) write_line(level, text, about);
}

void say(std::string_view text) noexcept try {
  auto& log = the();
  if (log.sink) {
    while (!text.empty()) {
      const auto line = text.substr(0, text.find('\n'));
      write_line(Level::info, line, {});
      text.remove_prefix(std::min(text.size(), line.size() + 1));
    }
    return;
  }
  const std::lock_guard lock{log.mutex};
  if (!log.show(printable_text(text), Overflow::keep)) ++log.overflowed;
} catch (...) {  // no memory
}

void show_footer(std::string text) noexcept try {
  auto& log = the();
  const std::lock_guard lock{log.mutex};
  if (!log.ended && log.emit(log.erased() + text)) log.footer = std::move(text);
} catch (...) {  // no memory
}

void write_in_background() {
  auto& log = the();
  const std::lock_guard lock{log.mutex};
  log.background = std::make_unique<BackgroundWriter>("spate-log", kRoom, log.writer());
}

std::uint64_t dropped_lines() noexcept {
  auto& log = the();
  const std::lock_guard lock{log.mutex};
  return log.dropped();
}

void finish() noexcept {
  auto& log = the();
  const std::lock_guard lock{log.mutex};
  if (!log.background || log.ended) return;
  try {
    static_cast<void>(log.report_dropped());
  } catch (...) {  // no memory
  }
  log.ended = true;
  log.background->shorten_deadline();
  static_cast<void>(log.background->finish({}));
}

}  // namespace spate::log
