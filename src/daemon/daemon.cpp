#include "daemon/daemon.hpp"

#include <fmt/format.h>

#include <utility>

#include "base/log.hpp"
#include "base/output.hpp"
#include "daemon/find_max.hpp"
#include "daemon/reload_handler.hpp"
#include "daemon/result_file.hpp"
#include "daemon/signals.hpp"
#include "daemon/supervised_run.hpp"
#include "preview/sample/sample.hpp"
#include "report/exit_code.hpp"
#include "report/junit.hpp"

namespace spate::daemon {
namespace {

// The remaining output is dropped if the reader of standard output reads nothing for this time.
constexpr Duration kReaderTimeout = 10 * kSecond;

void show_samples(run::PreparedScenario& prepared) {
  const WallTime first = run::set_start_time(prepared, wall_now());
  for (std::size_t number = 0; number < prepared.generators.size(); ++number) {
    const scenario::Stream& stream = prepared.scenario.streams[number];
    output::print(fmt::format("{} -> {}\n", stream.name, stream.topic.name));
    std::string failure;
    if (!preview::print_sample(prepared.scenario, stream, prepared.generators[number], first,
                               {.records = 1, .pretty = true, .escape = true}, failure)) {
      output::print(failure + "\n");
    }
    output::print("\n");
  }
}

}  // namespace

int run_daemon(run::PreparedScenario prepared, const DaemonOptions& options, Signals& signals, WakeEvent& wake) {
  log::write_in_background();
  output::write_in_background();
  std::optional<ResultFile> summary_file;
  if (options.summary_file) summary_file.emplace("--summary", *options.summary_file);
  std::optional<ResultFile> junit_file;
  if (options.junit_file) junit_file.emplace("--junit", *options.junit_file);
  if (options.show_sample) show_samples(prepared);
  ReloadHandler reloads{options.file, options.overrides, wake};
  run::RunOptions reloadable = options.run;
  reloadable.reload = [&reloads] { return reloads.request(); };
  report::Summary summary =
      options.find_max_length ? find_max(prepared, options.run, *options.find_max_length, signals, wake)
                              : supervised_run(std::move(prepared), reloadable, std::nullopt, signals, wake, &reloads);
  if (signals.failed() && summary.exit != report::kExitUnbalanced) summary.exit = report::kExitFatal;
  // Programs may wait for the files: write them before the summary.
  bool written = !summary_file || summary_file->write(report::to_json(summary));
  written = (!junit_file || junit_file->write(report::to_junit(summary))) && written;
  if (!written) summary.exit = report::exit_code_not_written(summary.exit);
  log::say(report::to_text(summary));
  static_cast<void>(output::finish(kReaderTimeout));  // here, because a signal still shortens the wait
  return summary.exit;
}

}  // namespace spate::daemon
