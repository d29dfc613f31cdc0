// Reloads on SIGHUP or by the control API. A separate thread prepares the scenario, the control thread applies it.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "run/engine.hpp"
#include "run/prepare/preparation.hpp"
#include "scenario/read/load.hpp"

namespace spate::daemon {

class ReloadHandler {
 public:
  // Reads `file` again, with the overrides of the command line. Sets `wake` on a request.
  ReloadHandler(std::string file, scenario::Overrides overrides, WakeEvent& wake);

  // Waits for the result. Any thread except the control thread. Returns 409 while another request waits, and 503 before
  // open(), after close(), or after 60 s.
  [[nodiscard]] http::ControlResponse request();

  // Called by the control thread before the first and after the last process(). close() cancels a preparation.
  void open();
  void close();

  // Called by the control thread in each iteration. Starts to prepare on a request or if `signalled`, and applies the
  // scenario when it is ready. Logs the result. Does not wait for files. Calls `meanwhile` about ten times per second
  // while the run waits for deliveries.
  void process(run::Engine& run, bool signalled, const std::function<void()>& meanwhile = {});

 private:
  void begin(run::Engine& run);
  void log_progress();
  [[nodiscard]] run::ReloadResult reload(run::Engine& run, const std::function<void()>& meanwhile);
  [[nodiscard]] static run::ReloadResult refused(run::Engine& run, std::vector<std::string> problems);
  void answer(const run::ReloadResult& reloaded);

  std::string file_;
  scenario::Overrides overrides_;
  WakeEvent& wake_;
  std::mutex mutex_;
  std::condition_variable done_;
  bool open_ = false;
  std::uint64_t requested_ = 0;  // number of requests
  std::uint64_t answered_ = 0;   // the last request with a result
  http::ControlResponse answer_;
  // Control thread only:
  bool signalled_ = false;
  std::uint64_t in_progress_ = 0;  // requested_ at the start of the preparation
  std::optional<run::Preparation> preparation_;
  MonotonicTime last_progress_log_{};
};

}  // namespace spate::daemon
