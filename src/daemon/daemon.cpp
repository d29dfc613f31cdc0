#include "daemon/daemon.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <fstream>

#include "base/error.hpp"
#include "base/log.hpp"
#include "daemon/display.hpp"
#include "daemon/service_notification.hpp"
#include "daemon/signals.hpp"
#include "run/exit_code.hpp"
#include "run/figures.hpp"
#include "run/sample.hpp"

namespace spate {
namespace {

// Opened before the run, so that a file that cannot be written is known before the first record.
std::ofstream open_summary(const std::optional<std::string>& file) {
  std::ofstream stream;
  if (!file) return stream;
  stream.open(*file, std::ios::trunc);
  if (!stream) throw StartError{fmt::format("--summary: cannot write {}", *file)};
  return stream;
}

void show_samples(const Prepared& prepared) {
  for (std::size_t number = 0; number < prepared.generators.size(); ++number) {
    const Stream& stream = prepared.scenario.streams[number];
    fmt::print("{} -> {}\n", stream.name, stream.topic.name);
    std::string failure;
    if (!print_sample(prepared.scenario, stream, prepared.generators[number], wall_now(),
                      {.records = 1, .pretty = true}, failure)) {
      fmt::print("{}\n", failure);
    }
    fmt::print("\n");
  }
  std::fflush(stdout);
}

void announce(const Execution& run, const Scenario& scenario) {
  log::info(
      "{}: {} {} to {}", scenario.name, scenario.streams.size(), scenario.streams.size() == 1 ? "stream" : "streams",
      scenario.embedded ? fmt::format("the embedded cluster at {}", run.bootstrap_servers()) : run.bootstrap_servers());
  if (!run.metrics_address().empty()) log::info("metrics at {}/metrics", run.metrics_address());
}

void run_until_ended(Execution& run, const Signals& signals, Alarm& attention) {
  Display display{run.stats()};
  Nanos next = monotonic_now();
  while (signals.stop_signal() == 0 && !run.ended()) {
    const Nanos now = monotonic_now();
    if (now >= next) {
      run.look_after();
      display.show(now);
      next = now + kSecond;
    }
    attention.sleep_until(next);
    attention.silence();
  }
  if (signals.stop_signal() != 0) log::info("stopping; a second signal ends at once, without the account");
}

int close(const Summary& summary, std::ofstream& summary_file) {
  fmt::print("{}", to_text(summary));
  std::fflush(stdout);
  if (summary_file.is_open() && !(summary_file << to_json(summary) << std::flush)) {
    log::error("--summary: could not write the file whole");
  }
  return summary.exit;
}

}  // namespace

int run_daemon(Prepared prepared, const DaemonOptions& options) {
  Alarm attention;
  Signals signals{attention};
  auto summary_file = open_summary(options.summary_file);
  if (options.show_sample) show_samples(prepared);
  const Scenario scenario = prepared.scenario;
  Execution run{std::move(prepared), options.run, attention};
  announce(run, scenario);
  run.start();
  notify_ready();
  run_until_ended(run, signals, attention);
  notify_stopping();
  run.stop();
  return close(run.summary(), summary_file);
}

}  // namespace spate
