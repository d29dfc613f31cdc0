// Prepares a scenario on a separate thread, as its files may be large: whoever waits for it does its duties
// meanwhile.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "base/thread.hpp"
#include "base/time.hpp"
#include "run/prepare/prepare.hpp"

namespace spate::run {

// For one thread.
class Preparation {
 public:
  // Begins. `attention` is rung when it is finished. Throws StartError where the system gives no thread.
  Preparation(const std::string& file, const scenario::Overrides& overrides, WakeEvent& wake);
  // Cancels it. Waits for up to 2 s: a file that is a pipe nobody writes to may never end.
  ~Preparation();
  Preparation(const Preparation&) = delete;
  Preparation& operator=(const Preparation&) = delete;

  [[nodiscard]] bool finished() const noexcept;
  // "reading files, 34 % of 9.1 GB"; empty while there are none.
  [[nodiscard]] std::string status() const;
  // Once, after finished(): as prepare() returns it. Throws what it has thrown.
  [[nodiscard]] std::optional<PreparedScenario> take(scenario::Diagnostics& diagnostics);

 private:
  struct Work;

  std::shared_ptr<Work> work_;  // shared with the thread, which may outlive this
  Thread thread_;
};

}  // namespace spate::run
