#include "daemon/reload_handler.hpp"

#include <fmt/format.h>

#include <chrono>
#include <exception>
#include <sstream>
#include <utility>

#include "base/error.hpp"
#include "base/file_text.hpp"
#include "base/log.hpp"
#include "base/printable.hpp"
#include "daemon/service_notification.hpp"

namespace spate::daemon {
namespace {

constexpr std::chrono::seconds kTimeout{60};

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream{text};
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

http::ControlResponse closed() {
  return http::control_error(503, "the run is starting or stopping: retry while it sends records");
}

void log_outcome(const std::string& file, const run::ReloadResult& reloaded) {
  for (const auto& problem : reloaded.problems) log::error("reload: {}", problem);
  for (const auto& change : reloaded.changes) log::info("reload: {}", change);
  if (!reloaded.problems.empty() && reloaded.changes.empty())
    log::error("reload: {} rejected, the run continues unchanged", file);
  else if (reloaded.changes.empty())
    log::info("reload: {} has not changed", file);
}

}  // namespace

ReloadHandler::ReloadHandler(std::string file, scenario::Overrides overrides, WakeEvent& wake)
    : file_(std::move(file)), overrides_(std::move(overrides)), wake_(wake) {}

http::ControlResponse ReloadHandler::request() {
  std::unique_lock lock{mutex_};
  if (!open_) return closed();
  // A waiting request blocks one of the few HTTP threads, which serve /healthz too.
  if (requested_ != answered_) return http::control_error(409, "another reload is in progress: retry after it");
  const auto mine = ++requested_;
  wake_.set();
  const bool over = done_.wait_for(lock, kTimeout, [&] { return answered_ >= mine || !open_; });
  if (answered_ >= mine) return answer_;
  return over ? closed() : http::control_error(503, "the reload takes longer than 60 s: see the log for its result");
}

void ReloadHandler::open() {
  const std::lock_guard lock{mutex_};
  open_ = true;
}

// A waiting request would block the shutdown of the HTTP server.
void ReloadHandler::close() {
  {
    const std::lock_guard lock{mutex_};
    open_ = false;
    done_.notify_all();
  }
  preparation_.reset();
}

void ReloadHandler::process(run::Engine& run, bool signalled, const std::function<void()>& meanwhile) {
  signalled_ = signalled_ || signalled;
  if (!preparation_) begin(run);
  if (!preparation_) return;
  if (!preparation_->finished()) return log_progress();
  answer(reload(run, meanwhile));
  wake_.set();  // for a request during the reload
}

void ReloadHandler::begin(run::Engine& run) {
  {
    const std::lock_guard lock{mutex_};
    if (requested_ == answered_ && !signalled_) return;
    in_progress_ = requested_;
  }
  signalled_ = false;
  notify_reloading();
  if (file_ == "-" || is_read_once(file_))
    return answer(refused(run, {fmt::format("cannot read the scenario from {} again: start spate with a regular file",
                                            file_ == "-" ? "standard input" : file_)}));
  try {
    preparation_.emplace(file_, overrides_, wake_);
  } catch (const StartError& problem) {
    answer(refused(run, {problem.what()}));
  }
}

void ReloadHandler::log_progress() {
  const MonotonicTime now = monotonic_now();
  const auto status = preparation_->status();
  if (status.empty() || now < last_progress_log_ + kSecond) return;
  last_progress_log_ = now;
  notify_status("Reloading: " + status);
}

run::ReloadResult ReloadHandler::reload(run::Engine& run, const std::function<void()>& meanwhile) {
  scenario::Diagnostics diagnostics;
  std::optional<run::PreparedScenario> next;
  std::vector<std::string> problems;
  try {
    next = preparation_->take(diagnostics);
    problems = lines_of(diagnostics.text());
  } catch (const std::exception& problem) {
    problems = {printable_line(fmt::format("cannot prepare {}: {}", file_, problem.what()))};
  }
  preparation_.reset();
  return next ? run.reload(*std::move(next), meanwhile) : refused(run, std::move(problems));
}

run::ReloadResult ReloadHandler::refused(run::Engine& run, std::vector<std::string> problems) {
  run.refuse_reload();
  return {.changes = {}, .problems = std::move(problems)};
}

void ReloadHandler::answer(const run::ReloadResult& reloaded) {
  notify_ready();
  notify_status(reloaded.problems.empty() ? "Scenario reloaded" : "Reload rejected");
  log_outcome(file_, reloaded);
  const std::lock_guard lock{mutex_};
  answered_ = in_progress_;
  answer_ = {reloaded.problems.empty() ? 200 : 422, run::to_json(reloaded)};
  done_.notify_all();
}

}  // namespace spate::daemon
