#include "run/client/client_log.hpp"

#include <fmt/format.h>

#include "base/log.hpp"

namespace spate::run {
namespace {

constexpr Duration kRepeatInterval = 30 * kSecond;

}  // namespace

void ClientLog::log(const kafka::ClientEvent& event) {
  const auto text = event.name.empty() ? event.text : fmt::format("{}: {}", event.name, event.text);
  const std::lock_guard lock{mutex_};
  if (seen_.size() >= kMaxTexts) seen_.clear();
  const MonotonicTime now = monotonic_now();
  auto& repetition = seen_[text];
  if (repetition.logged != MonotonicTime{} && now - repetition.logged < kRepeatInterval) {
    ++repetition.suppressed;
    return;
  }
  const auto repeats =
      repetition.suppressed == 0 ? std::string{} : fmt::format(" (and {} times before)", repetition.suppressed);
  repetition = {.logged = now, .suppressed = 0};
  log::write(event.level, "kafka: " + text + repeats, {.error = event.name});
}

}  // namespace spate::run
