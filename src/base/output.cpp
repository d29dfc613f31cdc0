#include "base/output.hpp"

#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <memory>
#include <mutex>
#include <string>

#include "base/background_writer.hpp"
#include "base/descriptor.hpp"

namespace spate::output {
namespace {

constexpr std::size_t kBuffer = std::size_t{64} * 1024;
constexpr std::size_t kRoom = std::size_t{1024} * 1024;

std::ptrdiff_t write_part(std::string_view text) noexcept { return write_some(STDOUT_FILENO, text); }

struct StandardOutput {
  std::mutex mutex;
  std::string kept;  // buffer of the foreground
  int error = 0;     // errno of the first failed write
  const bool terminal = ::isatty(STDOUT_FILENO) == 1;
  std::unique_ptr<BackgroundWriter> owner;
  std::atomic<BackgroundWriter*> background{nullptr};  // owner.get(), for any thread

  void flush() noexcept {
    if (error == 0) error = write_whole(STDOUT_FILENO, kept);
    kept.clear();
  }
};

StandardOutput& standard() {
  static StandardOutput instance;
  return instance;
}

}  // namespace

void print(std::string_view text) noexcept {
  auto& out = standard();
  if (auto* const background = out.background.load()) {
    if (background->error() == 0) background->append(text);
    return;
  }
  const std::lock_guard lock{out.mutex};
  try {
    out.kept.append(text);
  } catch (...) {  // no memory
    if (out.error == 0) out.error = ENOMEM;
  }
  if (out.terminal || out.kept.size() >= kBuffer) out.flush();
}

void flush() noexcept {
  auto& out = standard();
  const std::lock_guard lock{out.mutex};
  out.flush();
}

void report_memory_error() noexcept {
  auto& out = standard();
  const std::lock_guard lock{out.mutex};
  if (out.error == 0) out.error = ENOMEM;
}

bool is_broken() noexcept {
  auto& out = standard();
  if (const auto* const background = out.background.load()) return background->error() != 0;
  const std::lock_guard lock{out.mutex};
  return out.error != 0;
}

void write_in_background() {
  flush();
  auto& out = standard();
  out.owner = std::make_unique<BackgroundWriter>("spate-output", kRoom, write_part);
  out.background = out.owner.get();
}

void stop_waiting() noexcept {
  if (auto* const background = standard().background.load()) background->stop_waiting();
}

void shorten_deadline() noexcept {
  if (auto* const background = standard().background.load()) background->shorten_deadline();
}

int finish(Duration timeout) noexcept {
  auto& out = standard();
  auto* const background = out.background.load();
  const bool written = background == nullptr || background->finish(timeout);
  const std::lock_guard lock{out.mutex};
  out.flush();
  if (out.error == 0 && background != nullptr) out.error = background->error();
  if (out.error == 0 && !written) out.error = ETIMEDOUT;
  return out.error == EPIPE ? 0 : out.error;
}

}  // namespace spate::output
