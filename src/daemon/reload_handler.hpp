// Where a reload is asked for, by SIGHUP or through the control API, and where the control thread carries it out: the
// scenario is prepared on a separate thread, then the run follows it.
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
  // Reads `file` again, with what the command line said over it. `attention` is rung when somebody asks.
  ReloadHandler(std::string file, scenario::Overrides overrides, WakeEvent& wake);

  // Any thread but the control thread: its result, once it is done; 409 at once while another waits for that, 503
  // while the desk is closed, when it closes meanwhile, and where a reload takes longer than a minute.
  [[nodiscard]] http::ControlResponse request();

  // The control thread, before it serves for the first time, and after the last. Until then it is closed. Closing
  // cancels what is being prepared.
  void open();
  void close();

  // The control thread, in each of its turns: begins to prepare if somebody asked since, or if `signalled`, and reloads
  // once that is finished. Logs the result. Does not wait for files. `meanwhile` is called about ten times a
  // second where the run waits for deliveries.
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
  std::uint64_t requested_ = 0;  // how often
  std::uint64_t answered_ = 0;   // up to which
  http::ControlResponse answer_;
  // The control thread's:
  bool signalled_ = false;
  std::uint64_t in_progress_ = 0;  // asked_ when the preparation began
  std::optional<run::Preparation> preparation_;
  MonotonicTime last_progress_log_{};
};

}  // namespace spate::daemon
