#include "base/background_writer.hpp"

#include <pthread.h>
#include <signal.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <utility>

namespace spate {

struct BackgroundWriter::State {
  State(std::size_t max, Write function) : room(max), write(function) {}

  const std::size_t room;
  const Write write;
  std::mutex mutex;
  std::condition_variable changed;
  std::string waiting;  // text that the thread has not taken
  bool writing = false;
  bool waits = true;     // append() waits for room
  bool leaving = false;  // the thread ends when all is written
  bool abandoned = false;
  std::optional<MonotonicTime> deadline_shortened;  // time of the first shorten_deadline()
  MonotonicTime progressed{};                       // time of the last successful write
  std::atomic<int> error{0};
  std::atomic<std::uint64_t> lost_lines{0};

  [[nodiscard]] bool written() const noexcept { return waiting.empty() && !writing; }

  void run() noexcept;
  void write_all(std::string_view text) noexcept;
  void count_lost(std::string_view text, int reason) noexcept;
};

void BackgroundWriter::State::run() noexcept {
  std::string batch;
  std::unique_lock lock{mutex};
  for (;;) {
    changed.wait(lock, [this] { return !waiting.empty() || leaving; });
    if (waiting.empty()) return;
    batch.clear();
    batch.swap(waiting);
    writing = true;
    changed.notify_all();  // append() may wait for room
    lock.unlock();
    write_all(batch);
    lock.lock();
    writing = false;
    changed.notify_all();
  }
}

void BackgroundWriter::State::write_all(std::string_view text) noexcept {
  while (!text.empty()) {
    const auto count = write(text);
    if (count <= 0) return count_lost(text, static_cast<int>(-count));
    text.remove_prefix(static_cast<std::size_t>(count));
    const std::lock_guard lock{mutex};
    if (abandoned) return;
    progressed = monotonic_now();
    changed.notify_all();
  }
}

void BackgroundWriter::State::count_lost(std::string_view text, int reason) noexcept {
  int none = 0;
  error.compare_exchange_strong(none, reason == 0 ? EIO : reason);
  lost_lines += static_cast<std::uint64_t>(std::count(text.begin(), text.end(), '\n'));
}

BackgroundWriter::BackgroundWriter(const std::string& name, std::size_t room, Write write)
    : state_(std::make_shared<State>(room, write)) {
  sigset_t all;
  sigset_t before;
  sigfillset(&all);
  ::pthread_sigmask(SIG_SETMASK, &all, &before);  // the thread inherits it
  try {
    thread_ = std::thread{[state = state_, name] {
      name_this_thread(name);
      state->run();
    }};
  } catch (const std::system_error& failure) {
    ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
    throw thread_start_error(name, failure);
  }
  ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

BackgroundWriter::~BackgroundWriter() {
  if (thread_.joinable()) static_cast<void>(finish({}));
}

bool BackgroundWriter::try_append(std::string_view text) noexcept try {
  const std::lock_guard lock{state_->mutex};
  if (state_->waiting.size() + text.size() > state_->room) return false;
  state_->waiting.append(text);
  state_->changed.notify_all();
  return true;
} catch (...) {  // no memory
  return false;
}

void BackgroundWriter::append(std::string_view text) noexcept try {
  std::unique_lock lock{state_->mutex};
  state_->changed.wait(lock, [this] { return state_->waiting.size() < state_->room || !state_->waits; });
  state_->waiting.append(text);
  state_->changed.notify_all();
} catch (...) {
  state_->count_lost(text, ENOMEM);
}

void BackgroundWriter::stop_waiting() noexcept {
  const std::lock_guard lock{state_->mutex};
  state_->waits = false;
  state_->changed.notify_all();
}

void BackgroundWriter::shorten_deadline() noexcept {
  const std::lock_guard lock{state_->mutex};
  state_->waits = false;
  if (!state_->deadline_shortened) state_->deadline_shortened = monotonic_now();
  state_->changed.notify_all();
}

bool BackgroundWriter::finish(Duration timeout) noexcept {
  std::unique_lock lock{state_->mutex};
  if (!thread_.joinable()) return !state_->abandoned;
  const MonotonicTime begun = monotonic_now();
  const auto deadline = [&] {
    if (state_->deadline_shortened) return std::max(begun, *state_->deadline_shortened) + kShortDeadline;
    return std::max(begun, state_->progressed) + timeout;
  };
  while (!state_->written() && monotonic_now() < deadline()) state_->changed.wait_until(lock, deadline());
  const bool written = state_->written();
  state_->leaving = true;
  state_->waiting.clear();
  state_->abandoned = !written;
  state_->changed.notify_all();
  lock.unlock();
  written ? thread_.join() : thread_.detach();
  return written;
}

int BackgroundWriter::error() const noexcept { return state_->error; }

std::uint64_t BackgroundWriter::lost_lines() const noexcept { return state_->lost_lines; }

}  // namespace spate
