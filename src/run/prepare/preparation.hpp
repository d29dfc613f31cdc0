// Prepares a scenario on a separate thread. Its files may be large, and the control thread must not block.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "base/thread.hpp"
#include "base/time.hpp"
#include "run/prepare/prepare.hpp"

namespace spate::run {

// Not thread-safe.
class Preparation {
 public:
  // Starts the thread. Sets `wake` when it has finished. Throws StartError if no thread can start.
  Preparation(const std::string& file, const scenario::Overrides& overrides, WakeEvent& wake);
  // Cancels the preparation. Waits for up to 2 s: reading a pipe without a writer may never end.
  ~Preparation();
  Preparation(const Preparation&) = delete;
  Preparation& operator=(const Preparation&) = delete;

  [[nodiscard]] bool finished() const noexcept;
  // "reading files, 34 % of 9100 MB"; empty if the scenario has no files.
  [[nodiscard]] std::string status() const;
  // The result of prepare(), including its exceptions. Called once, after finished().
  [[nodiscard]] std::optional<PreparedScenario> take(scenario::Diagnostics& diagnostics);

 private:
  struct Work;

  std::shared_ptr<Work> work_;  // shared with the thread, which may outlive this
  Thread thread_;
};

}  // namespace spate::run
