#include "run/reload/reloader.hpp"

#include <exception>
#include <new>
#include <utility>

#include "base/error.hpp"
#include "base/log.hpp"
#include "run/reload/commit.hpp"
#include "run/reload/plan_changes.hpp"
#include "run/reload/stage.hpp"

namespace spate::run {

ReloadResult Reloader::reload(PreparedScenario next, const std::function<void()>& meanwhile) {
  StagedReload staged;
  if (!stage_or_refuse(std::move(next), staged)) return {.changes = {}, .problems = std::move(staged.plan.problems)};
  ReloadResult result{.changes = changes(staged.plan.diff), .problems = {}};
  const Duration flush = run_.scenario.get()->shutdown_flush_timeout;
  const auto cutover = commit(run_, staged, meanwhile);
  files_ = std::move(staged.plan.files);
  auto& control = run_.stats.control;
  control.count("reload");
  control.reload_successful.store(true, std::memory_order_relaxed);
  control.reloaded.store(wall_now(), std::memory_order_relaxed);
  run_.wake.set();
  if (cutover) report(*cutover, flush);
  report(staged);
  return result;
}

bool Reloader::stage_or_refuse(PreparedScenario next, StagedReload& staged) {
  auto& problems = staged.plan.problems;
  try {
    next.timetables.set_start_time(next.scenario, run_.origin.wall);
    staged.plan = plan_changes(run_, next, files_);
    if (problems.empty()) stage(run_, std::move(next), staged);
  } catch (const StartError& error) {
    problems.emplace_back(run_.stop.is_set() ? "the run is stopping" : error.what());
  } catch (const std::bad_alloc&) {
    problems.emplace_back("out of memory: raise the limit of the process, or use fewer streams");
  }
  if (problems.empty()) return true;
  discard(run_, staged);
  refuse();
  return false;
}

void Reloader::refuse() noexcept {
  run_.stats.control.count("reload");
  run_.stats.control.reload_successful.store(false, std::memory_order_relaxed);
}

void Reloader::report(const StagedReload& staged) {
  for (const auto& [stream, warning] : staged.warnings) log::write(log::Level::warning, warning, {.stream = stream});
  if (staged.plan.diff.empty()) return;
  try {
    limits_.update(*run_.scenario.get(), run_.client.bootstrap_servers(), run_.client.producer());
  } catch (const std::exception& error) {  // the reload has succeeded
    log::error("reload: limit reasons of new streams are not measured: {}", error.what());
  }
}

void Reloader::report(const Cutover& cutover, Duration flush) {
  if (cutover.interrupted) return;
  log::info("reload: switched to a new client in {:.3f} s", to_seconds(cutover.took));
  if (cutover.all_delivered) return;
  log::error(
      "reload: flush of the previous client timed out after {} s, records in flight were purged: raise "
      "shutdown.flush_timeout",
      flush / kSecond);
}

}  // namespace spate::run
