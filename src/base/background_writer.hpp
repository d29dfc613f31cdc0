// Text that a separate thread writes, so that a reader that does not read blocks no other thread: standard error,
// standard output, the journal, the service manager.
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
  // As write(2): takes the first bytes of the text, one or more, or returns -errno. May block. Called by the thread
  // only.
  using Write = std::ptrdiff_t (*)(std::string_view text) noexcept;

  // At most about twice `room` bytes are kept. The thread takes no signals. Throws StartError.
  BackgroundWriter(const std::string& name, std::size_t room, Write write);
  BackgroundWriter(const BackgroundWriter&) = delete;
  BackgroundWriter& operator=(const BackgroundWriter&) = delete;
  // Drops the unwritten text.
  ~BackgroundWriter();

  // Keeps the text whole, or returns false if there is no room. Thread-safe.
  [[nodiscard]] bool try_append(std::string_view text) noexcept;
  // Keeps the text; waits for room until stop_waiting() has been called. Thread-safe.
  void append(std::string_view text) noexcept;
  // put() no longer blocks and buffers without a limit. Thread-safe.
  void stop_waiting() noexcept;
  // As stop_waiting(), with a shorter timeout of finish(). Thread-safe.
  void shorten_deadline() noexcept;

  // Waits until all is written, while the reader reads something within the timeout. After hurry(), until all is
  // written or kShortDeadline has passed. Returns true if the thread has ended. Returns false if it is
  // blocked, and stays so until the process ends.
  [[nodiscard]] bool finish(Duration timeout) noexcept;

  // The errno of the first write that failed; 0: none. What a write refuses is lost. Thread-safe.
  [[nodiscard]] int error() const noexcept;
  // Lines of the writes that failed. Thread-safe.
  [[nodiscard]] std::uint64_t lost_lines() const noexcept;

  static constexpr Duration kShortDeadline = 2 * kSecond;

 private:
  struct State;

  std::shared_ptr<State> state_;  // the thread's as well, which may outlive this object
  std::thread thread_;
};

}  // namespace spate
