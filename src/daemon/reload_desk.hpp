// Where a reload is asked for, by SIGHUP or through the control API, and where the control thread carries it out.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <string>

#include "base/time.hpp"
#include "run/execution.hpp"
#include "scenario/load.hpp"

namespace spate {

class ReloadDesk {
 public:
  // Reads `file` again, with what the command line said over it. `attention` is rung when somebody asks.
  ReloadDesk(std::string file, Overrides overrides, Alarm& attention);

  // Any thread but the control thread: what came of it, once it is done; 409 at once while another waits for that, 503
  // while the desk is closed, when it closes meanwhile, and where a reload takes longer than a minute.
  [[nodiscard]] ControlReply ask();

  // The control thread, before it serves for the first time, and after the last. Until then it is closed.
  void open();
  void close();

  // The control thread: reloads if somebody asked since the last call, or if `signalled`. Logs what came of it.
  void serve(Execution& run, bool signalled);

 private:
  [[nodiscard]] Reloaded reload(Execution& run) const;

  std::string file_;
  Overrides overrides_;
  Alarm& attention_;
  std::mutex mutex_;
  std::condition_variable done_;
  bool open_ = false;
  std::uint64_t asked_ = 0;     // how often
  std::uint64_t answered_ = 0;  // up to which
  ControlReply answer_;
};

}  // namespace spate
