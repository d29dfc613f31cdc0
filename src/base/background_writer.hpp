// Writes text on a separate thread, so that a slow reader blocks no other thread. Used for standard error, standard
// output, the journal and the service manager.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/thread.hpp"

namespace spate {

class BackgroundWriter {
 public:
  // As write(2): writes at least the first byte of the text and returns the number of bytes, or returns -errno. May
  // block. Called by the thread only.
  using Write = std::ptrdiff_t (*)(std::string_view text) noexcept;

  // Buffers at most about twice `room` bytes. The thread blocks all signals. Throws StartError if the thread cannot
  // start.
  BackgroundWriter(const std::string& name, std::size_t room, Write write);
  BackgroundWriter(const BackgroundWriter&) = delete;
  BackgroundWriter& operator=(const BackgroundWriter&) = delete;
  // Drops the unwritten text.
  ~BackgroundWriter();

  // Buffers the whole text, or returns false if there is no room. Thread-safe.
  [[nodiscard]] bool try_append(std::string_view text) noexcept;
  // Buffers the text. Waits for room until stop_waiting() is called. Thread-safe.
  void append(std::string_view text) noexcept;
  // After this call, append() does not block and buffers without a limit. Thread-safe.
  void stop_waiting() noexcept;
  // As stop_waiting(), and finish() waits at most kShortDeadline. Thread-safe.
  void shorten_deadline() noexcept;

  // Waits until all text is written. Stops waiting if no write returns for `timeout`, or, after shorten_deadline(),
  // when kShortDeadline has passed. Returns true if all text is written and the thread has ended. Returns false if
  // the thread is blocked in a write: the remaining text is dropped and the thread is detached.
  [[nodiscard]] bool finish(Duration timeout) noexcept;

  // The errno of the first failed write, 0 if none failed. The text of a failed write is lost. Thread-safe.
  [[nodiscard]] int error() const noexcept;
  // The number of lines lost in failed writes. Thread-safe.
  [[nodiscard]] std::uint64_t lost_lines() const noexcept;

  static constexpr Duration kShortDeadline = 2 * kSecond;

 private:
  struct State;

  std::shared_ptr<State> state_;  // shared with the thread, which may outlive this
  std::thread thread_;
};

}  // namespace spate
