// A reload: the run goes on as another scenario says, or exactly as before.
#pragma once

#include <functional>

#include "run/limits/limit_monitor.hpp"
#include "run/prepare/prepare.hpp"
#include "run/reload/cutover.hpp"
#include "run/reload/staged_reload.hpp"
#include "run/streams/run_context.hpp"
#include "run/streams/stream_status.hpp"

namespace spate::run {

// The control thread's.
class Reloader {
 public:
  // What it is given outlives it.
  Reloader(RunContext& run, LimitMonitor& limits)
      : run_(run), limits_(limits), files_(scenario::file_stamps(*run.scenario.get())) {}

  // Plans, stages and commits. Blocks for up to 10 s while new brokers and topics respond, and for up to the scenario's
  // shutdown.flush_timeout where another client takes over: `meanwhile` is called then, about ten times a second.
  // Returns early when the run is to stop.
  ReloadResult reload(PreparedScenario next, const std::function<void()>& meanwhile);
  // The scenario was read again and is wrong, or cannot be applied.
  void refuse() noexcept;

 private:
  [[nodiscard]] bool stage_or_refuse(PreparedScenario next, StagedReload& staged);
  void report(const StagedReload& staged);
  static void report(const Cutover& cutover, Duration flush);

  RunContext& run_;
  LimitMonitor& limits_;
  scenario::FileStamps files_;  // of the scenario that the run follows
};

}  // namespace spate::run
