#include "preview/plan/plan.hpp"

#include <optional>

#include "base/log.hpp"
#include "base/output.hpp"
#include "cli/commands.hpp"
#include "daemon/result_file.hpp"
#include "report/exit_code.hpp"
#include "run/prepare/prepare.hpp"

namespace spate::cli {
namespace {

constexpr auto kSvg = "--svg";

}  // namespace

int plan(const PlanCommand& command) {
  scenario::Diagnostics diagnostics;
  auto overrides = command.overrides;
  overrides.without_brokers = true;  // the plan needs no broker
  auto prepared = run::prepare(command.file, overrides, diagnostics);
  if (!prepared) {
    log::say(diagnostics.text());
    return report::kExitUsage;
  }
  if (const auto problem = daemon::same_file_problem({{"FILE", scenario_file(command.file)}, {kSvg, command.svg_file}});
      !problem.empty()) {
    log::error("{}", problem);
    return report::kExitUsage;
  }
  std::optional<daemon::ResultFile> picture;
  if (command.svg_file) picture.emplace(kSvg, *command.svg_file);
  warn_of_unscaled(prepared->scenario, overrides);
  warn_of_unknown_zone(prepared->scenario);
  std::string failure;
  const auto planned = preview::make_plan(*prepared, run::set_start_time(*prepared, wall_now()), failure);
  if (!planned) {
    log::error("{}", failure);
    return report::kExitFatal;
  }
  const bool written = !picture || picture->write(preview::to_svg(*planned));
  if (command.svg_file != "-") output::print(preview::to_text(*planned));
  return written ? report::kExitOk : report::kExitNotWritten;
}

}  // namespace spate::cli
