#include "daemon/reload_desk.hpp"

#include <fmt/format.h>

#include <chrono>
#include <sstream>
#include <utility>

#include "base/log.hpp"
#include "daemon/service_notification.hpp"
#include "run/prepare.hpp"

namespace spate {
namespace {

constexpr std::chrono::seconds kPatience{60};

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream{text};
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

ControlReply closed() { return control_error(503, "the run has not begun to send, or has been told to stop"); }

void log_outcome(const std::string& file, const Reloaded& reloaded) {
  for (const auto& problem : reloaded.problems) log::error("reload: {}", problem);
  for (const auto& change : reloaded.changes) log::info("reload: {}", change);
  if (!reloaded.problems.empty() && reloaded.changes.empty())
    log::error("reload: {} was refused; the run goes on as before", file);
  else if (reloaded.changes.empty())
    log::info("reload: {} says what the run does already", file);
}

}  // namespace

ReloadDesk::ReloadDesk(std::string file, Overrides overrides, Alarm& attention)
    : file_(std::move(file)), overrides_(std::move(overrides)), attention_(attention) {}

ControlReply ReloadDesk::ask() {
  std::unique_lock lock{mutex_};
  if (!open_) return closed();
  // Whoever waits holds one of the server's few threads, which answer for the run's health as well.
  if (asked_ != answered_) return control_error(409, "a reload is under way; ask again when it is done");
  const auto mine = ++asked_;
  attention_.ring();
  const bool over = done_.wait_for(lock, kPatience, [&] { return answered_ >= mine || !open_; });
  if (answered_ >= mine) return answer_;
  return over ? closed() : control_error(503, "the reload is not done yet; the log will say what came of it");
}

void ReloadDesk::open() {
  const std::lock_guard lock{mutex_};
  open_ = true;
}

// Whoever still waits holds up the end of the process, by holding up the server's.
void ReloadDesk::close() {
  const std::lock_guard lock{mutex_};
  open_ = false;
  done_.notify_all();
}

void ReloadDesk::serve(Execution& run, bool signalled) {
  std::uint64_t asked = 0;
  {
    const std::lock_guard lock{mutex_};
    asked = asked_;
    if (asked == answered_ && !signalled) return;
  }
  notify_reloading();
  const Reloaded reloaded = reload(run);
  notify_ready();
  log_outcome(file_, reloaded);
  const std::lock_guard lock{mutex_};
  answered_ = asked;
  answer_ = {reloaded.problems.empty() ? 200 : 422, to_json(reloaded)};
  done_.notify_all();
}

Reloaded ReloadDesk::reload(Execution& run) const {
  if (file_ == "-") {
    run.refuse_reload();
    return {.changes = {}, .problems = {"the scenario came from standard input, which cannot be read again"}};
  }
  Diagnostics diagnostics;
  auto next = prepare(file_, overrides_, diagnostics);
  if (next) return run.reload(*std::move(next));
  run.refuse_reload();
  return {.changes = {}, .problems = lines_of(diagnostics.text())};
}

}  // namespace spate
