// Reloads the scenario of a run: applies all of it, or changes nothing.
#pragma once

#include <functional>

#include "run/limits/limit_monitor.hpp"
#include "run/prepare/prepare.hpp"
#include "run/reload/cutover.hpp"
#include "run/reload/staged_reload.hpp"
#include "run/streams/run_context.hpp"
#include "run/streams/stream_status.hpp"

namespace spate::run {

// Control thread only.
class Reloader {
 public:
  // `run` and `limits` must outlive this object.
  Reloader(RunContext& run, LimitMonitor& limits)
      : run_(run), limits_(limits), files_(scenario::file_stamps(*run.scenario.get())) {}

  // Plans, stages and commits. Blocks for up to 10 s while new brokers and topics respond. If the client is replaced,
  // blocks for up to shutdown.flush_timeout and calls `meanwhile` about ten times a second. Returns early if the run
  // stops.
  ReloadResult reload(PreparedScenario next, const std::function<void()>& meanwhile);
  // Counts a rejected reload: the scenario is invalid, or cannot be applied.
  void refuse() noexcept;

 private:
  [[nodiscard]] bool stage_or_refuse(PreparedScenario next, StagedReload& staged);
  void report(const StagedReload& staged);
  static void report(const Cutover& cutover, Duration flush);

  RunContext& run_;
  LimitMonitor& limits_;
  scenario::FileStamps files_;  // of the current scenario
};

}  // namespace spate::run
