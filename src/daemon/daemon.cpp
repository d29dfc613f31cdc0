#include "daemon/daemon.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>

#include "base/log.hpp"
#include "daemon/display.hpp"
#include "daemon/result_file.hpp"
#include "daemon/service_notification.hpp"
#include "daemon/signals.hpp"
#include "run/junit.hpp"
#include "run/sample.hpp"

namespace spate {
namespace {

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
    run.look_after();
    if (now >= next) {
      display.show(now);
      next = now + kSecond;
    }
    attention.sleep_until(std::min(next, run.next_duty()));
    attention.silence();
  }
  if (signals.stop_signal() != 0) log::info("stopping; a second signal ends at once, without the account");
}

}  // namespace

int run_daemon(Prepared prepared, const DaemonOptions& options) {
  Alarm attention;
  Signals signals{attention};
  std::optional<ResultFile> summary_file;
  if (options.summary_file) summary_file.emplace("--summary", *options.summary_file);
  std::optional<ResultFile> junit_file;
  if (options.junit_file) junit_file.emplace("--junit", *options.junit_file);
  if (options.show_sample) show_samples(prepared);
  const Scenario scenario = prepared.scenario;
  Execution run{std::move(prepared), options.run, attention};
  announce(run, scenario);
  run.start();
  notify_ready();
  run_until_ended(run, signals, attention);
  notify_stopping();
  run.stop();
  const Summary summary = run.summary();
  fmt::print(stderr, "{}", to_text(summary));
  if (summary_file) summary_file->write(to_json(summary));
  if (junit_file) junit_file->write(to_junit(summary));
  return summary.exit;
}

}  // namespace spate
