#include "base/log.hpp"

#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <cstdio>
#include <mutex>
#include <string>
#include <utility>

namespace spate::log {
namespace {

spdlog::level::level_enum to_spdlog(Level level) noexcept {
  switch (level) {
    case Level::debug:
      return spdlog::level::debug;
    case Level::info:
      return spdlog::level::info;
    case Level::warning:
      return spdlog::level::warn;
    case Level::error:
      return spdlog::level::err;
    case Level::off:
      break;
  }
  return spdlog::level::off;
}

spdlog::logger& logger() {
  static const auto instance = [] {
    auto created = spdlog::stderr_color_mt("spate");
    created->set_pattern("%Y-%m-%dT%H:%M:%S.%e %^%l%$ %v");
    created->set_level(spdlog::level::info);
    return created;
  }();
  return *instance;
}

// What is drawn below the log. Terminal controls: ECMA-48 cursor up (CUU) and erase to the end of the page (ED).
struct Footer {
  std::mutex mutex;
  std::string text;

  void erase() const {
    const auto lines = std::count(text.begin(), text.end(), '\n');
    if (lines > 0) fmt::print(stderr, "\x1b[{}A\r\x1b[J", lines);
  }
  void draw() const {
    if (!text.empty()) std::fwrite(text.data(), 1, text.size(), stderr);
  }
};

Taker& taker() noexcept {
  static Taker instance = nullptr;
  return instance;
}

Footer& footer() {
  static Footer instance;
  return instance;
}

}  // namespace

void set_level(Level level) noexcept { logger().set_level(to_spdlog(level)); }

void give_to(Taker to) noexcept { taker() = to; }

bool given_away() noexcept { return taker() != nullptr; }

void write(Level level, std::string_view text, const About& about) noexcept {
  if (!logger().should_log(to_spdlog(level))) return;
  if (taker() != nullptr && taker()(level, text, about)) return;
  const std::lock_guard lock{footer().mutex};
  footer().erase();
  logger().log(to_spdlog(level), "{}", text);
  footer().draw();
}

void show_footer(std::string text) noexcept {
  const std::lock_guard lock{footer().mutex};
  footer().erase();
  footer().text = std::move(text);
  footer().draw();
}

}  // namespace spate::log
