#include "daemon/find_max.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <utility>

#include "base/error.hpp"
#include "base/log.hpp"
#include "daemon/rate_search.hpp"
#include "daemon/watched_run.hpp"
#include "report/exit_code.hpp"
#include "report/figures.hpp"

namespace spate {
namespace {

// Bounds and delays aside: each trial begins at once and is as long as the others. Prepared anew, as streams that refer
// to one another know their rates. Nothing where a rate at this multiple cannot be counted exactly.
std::optional<Prepared> at_multiple(Scenario trial, Thousandths multiple) {
  trial.start_at = {};
  trial.state_dir.reset();
  for (Stream& stream : trial.streams) {
    stream.start_after = {};
    stream.stop_after = {};
    auto rate = multiplied(stream.rate, {multiple, 1000});
    if (!rate) return std::nullopt;
    stream.rate = *std::move(rate);
  }
  Diagnostics none;
  auto prepared = prepare(std::move(trial), none);
  if (!prepared) throw StartError{"find-max: a file that the scenario names has changed since it was read"};
  return *std::move(prepared);
}

std::string misses(const Summary& summary) {
  std::string text;
  for (const StreamSummary& stream : summary.streams) {
    for (const Verdict& verdict : stream.thresholds)
      if (!verdict.ok) text += fmt::format("; {}: {} (was {})", stream.name, verdict.text, value_text(verdict));
    if (stream.account.failed > 0) text += fmt::format("; {}: {} failed", stream.name, grouped(stream.account.failed));
  }
  return text.empty() ? "; debt was skipped" : text;
}

class FindMax {
 public:
  FindMax(const Prepared& prepared, const RunOptions& options, Duration length, Signals& signals, Alarm& attention)
      : prepared_(prepared), options_(options), length_(length), signals_(signals), attention_(attention) {}

  Summary run() {
    auto search = search_rate([this](const Trial& trial) { return hold(trial); });
    if (!search.best && last_.exit == kExitDelivered) last_.exit = kExitFailures;
    last_.find_max = std::move(search);
    return std::move(last_);
  }

 private:
  std::optional<bool> hold(const Trial& trial) {
    attention_.silence();  // the trial before rang at its end
    if (signals_.stop_signal() != 0) return std::nullopt;
    const Duration length = prepared_.scenario.warm_up + (trial.confirms ? 2 : 1) * length_;
    log::info("find-max: {} {} x the scenario's rates for {:.1f} s", trial.confirms ? "confirming" : "trying",
              multiple_text(trial.multiple), to_seconds(length));
    auto prepared = at_multiple(prepared_.scenario, trial.multiple);
    if (!prepared) {
      log::warning("find-max: {} x the scenario's rates cannot be counted exactly: it counts as missed",
                   multiple_text(trial.multiple));
      return false;
    }
    last_ = watched_run(*std::move(prepared), options_, length, signals_, attention_);
    const bool broken = last_.exit == kExitFatal || last_.exit == kExitAccountOpen;
    if (broken || signals_.stop_signal() != 0) return std::nullopt;
    const bool held = last_.exit == kExitDelivered;
    log::info("find-max: {} x {}{}", multiple_text(trial.multiple), held ? "held" : "missed",
              held ? "" : misses(last_));
    return held;
  }

  const Prepared& prepared_;
  const RunOptions& options_;
  Duration length_;
  Signals& signals_;
  Alarm& attention_;
  Summary last_;
};

}  // namespace

std::string find_max_problem(const Scenario& scenario) {
  const auto& streams = scenario.streams;
  if (std::all_of(streams.begin(), streams.end(), [](const Stream& stream) { return stream.thresholds.empty(); }))
    return "--find-max needs thresholds, which say what a rate must keep; write thresholds: [rate >= 99%] in the "
           "scenario";
  const auto at_max = std::find_if(streams.begin(), streams.end(),
                                   [](const Stream& stream) { return stream.rate.unit == Rate::Unit::unlimited; });
  if (at_max == streams.end()) return {};
  return fmt::format(
      "--find-max multiplies the rates of the scenario, and stream {} sends at max; write a rate to "
      "begin with, such as 1000/s",
      at_max->name);
}

Summary find_max(const Prepared& prepared, const RunOptions& options, Duration length, Signals& signals,
                 Alarm& attention) {
  return FindMax{prepared, options, length, signals, attention}.run();
}

}  // namespace spate
