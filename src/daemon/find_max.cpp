#include "daemon/find_max.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <utility>

#include "base/error.hpp"
#include "base/log.hpp"
#include "daemon/rate_search.hpp"
#include "daemon/supervised_run.hpp"
#include "report/exit_code.hpp"
#include "report/figures.hpp"

namespace spate::daemon {
namespace {

// The scenario at a multiple of its rates, without bounds and delays, so that every trial has the same length. Prepared
// for each trial, because references depend on rates. Returns nullopt if a rate cannot be represented exactly.
std::optional<run::PreparedScenario> at_multiple(scenario::Scenario trial, report::Thousandths multiple) {
  trial.start_at = {};
  trial.state_dir.reset();
  for (scenario::Stream& stream : trial.streams) {
    stream.start_after = {};
    stream.stop_after = {};
    auto rate = scenario::multiplied(stream.rate, {multiple, 1000});
    if (!rate) return std::nullopt;
    stream.rate = *std::move(rate);
  }
  scenario::Diagnostics none;
  auto prepared = run::prepare(std::move(trial), none);
  if (!prepared) throw StartError{"find-max: a file of the scenario changed during the search: start the search again"};
  return *std::move(prepared);
}

std::string failure_text(const report::Summary& summary) {
  std::string text;
  for (const report::StreamSummary& stream : summary.streams) {
    for (const report::ThresholdResult& result : stream.thresholds)
      if (!result.passed)
        text += fmt::format("; {}: {} (was {})", stream.name, result.text, report::value_text(result));
    if (stream.account.failed > 0)
      text += fmt::format("; {}: {} failed", stream.name, report::grouped(stream.account.failed));
  }
  return text.empty() ? "; backlog was skipped" : text;
}

class FindMax {
 public:
  FindMax(const run::PreparedScenario& prepared, const run::RunOptions& options, Duration length, Signals& signals,
          WakeEvent& wake)
      : prepared_(prepared), options_(options), length_(length), signals_(signals), wake_(wake) {}

  report::Summary run() {
    auto search = search_rate([this](const report::Trial& trial) { return run_trial(trial); });
    if (!search.best && last_.exit == report::kExitOk) last_.exit = report::kExitFailed;
    last_.find_max = std::move(search);
    return std::move(last_);
  }

 private:
  std::optional<bool> run_trial(const report::Trial& trial) {
    wake_.clear();  // the previous trial set it
    if (signals_.stop_signal() != 0) return std::nullopt;
    const Duration length = prepared_.scenario.warm_up + (trial.confirmation ? 2 : 1) * length_;
    log::info("find-max: {} {}x the rates of the scenario for {:.1f} s", trial.confirmation ? "confirming" : "trying",
              report::multiplier_text(trial.multiplier), to_seconds(length));
    auto prepared = at_multiple(prepared_.scenario, trial.multiplier);
    if (!prepared) {
      log::warning("find-max: {}x the rates of the scenario cannot be represented exactly, the trial counts as failed",
                   report::multiplier_text(trial.multiplier));
      return false;
    }
    last_ = supervised_run(*std::move(prepared), options_, length, signals_, wake_);
    const bool broken = last_.exit == report::kExitFatal || last_.exit == report::kExitUnbalanced;
    if (broken || signals_.stop_signal() != 0) return std::nullopt;
    const bool passed = last_.exit == report::kExitOk;
    log::info("find-max: {}x {}{}", report::multiplier_text(trial.multiplier), passed ? "passed" : "failed",
              passed ? "" : failure_text(last_));
    return passed;
  }

  const run::PreparedScenario& prepared_;
  const run::RunOptions& options_;
  Duration length_;
  Signals& signals_;
  WakeEvent& wake_;
  report::Summary last_;
};

}  // namespace

std::string find_max_problem(const scenario::Scenario& scenario) {
  const auto& streams = scenario.streams;
  if (std::all_of(streams.begin(), streams.end(),
                  [](const scenario::Stream& stream) { return stream.thresholds.empty(); }))
    return "--find-max needs thresholds: set them in the scenario, such as thresholds: [rate >= 99%]";
  const auto at_max = std::find_if(streams.begin(), streams.end(), [](const scenario::Stream& stream) {
    return stream.rate.unit == scenario::Rate::Unit::unlimited;
  });
  if (at_max == streams.end()) return {};
  return fmt::format("--find-max cannot multiply rate: max of stream {}: set a rate such as 1000/s", at_max->name);
}

report::Summary find_max(const run::PreparedScenario& prepared, const run::RunOptions& options, Duration length,
                         Signals& signals, WakeEvent& wake) {
  return FindMax{prepared, options, length, signals, wake}.run();
}

}  // namespace spate::daemon
