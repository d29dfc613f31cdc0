#include "daemon/progress_display.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <sstream>
#include <string>

#include "base/log.hpp"
#include "daemon/service_notification.hpp"

namespace spate::daemon {
namespace {

constexpr Duration kBetweenLines = 10 * kSecond;
constexpr std::size_t kDefaultWidth = 80;

std::size_t terminal_width() {
  winsize size{};
  if (::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return kDefaultWidth;
  return size.ws_col;
}

// Cuts each line to the width, so that no line wraps.
std::string clipped(const std::string& text, std::size_t width) {
  std::istringstream lines{text};
  std::string kept;
  for (std::string line; std::getline(lines, line);) {
    std::size_t columns = 0;
    std::size_t end = 0;
    while (end < line.size() && columns < width) {
      ++end;
      while (end < line.size() && (static_cast<unsigned char>(line[end]) & 0xC0U) == 0x80U) ++end;
      ++columns;
    }
    kept += line.substr(0, end) + "\n";
  }
  return kept;
}

}  // namespace

ProgressDisplay::ProgressDisplay(const stats::RunStats& stats)
    : on_terminal_(::isatty(STDERR_FILENO) == 1), progress_(stats) {}

ProgressDisplay::~ProgressDisplay() {
  if (on_terminal_) log::show_footer({});
}

void ProgressDisplay::show(MonotonicTime now) {
  if (next_line_ == MonotonicTime{}) {
    progress_.update(now);  // rates are counted from here
    next_line_ = now + kBetweenLines;
  }
  if (on_terminal_) {
    progress_.update(now);
    log::show_footer(clipped(progress_.table(), terminal_width()));
  } else if (now >= next_line_) {
    progress_.update(now);
    next_line_ += kBetweenLines;
    log::info("{}", progress_.line());
    notify_status(progress_.line());
  }
}

}  // namespace spate::daemon
