#include "run/plan/plan.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <fstream>

#include "base/error.hpp"
#include "base/log.hpp"
#include "cli/commands.hpp"
#include "run/prepare.hpp"
#include "run/result/exit_code.hpp"

namespace spate {
namespace {

void write_svg(const std::string& file, const Plan& plan) {
  std::ofstream picture{file, std::ios::trunc};
  picture << to_svg(plan);
  picture.close();
  if (!picture) throw StartError{fmt::format("--svg: cannot write {}: does its directory exist?", file)};
}

}  // namespace

int plan(const PlanCommand& command) {
  Diagnostics diagnostics;
  auto overrides = command.overrides;
  overrides.without_brokers = true;  // none is asked
  auto prepared = prepare(command.file, overrides, diagnostics);
  if (!prepared) {
    fmt::print(stderr, "{}", diagnostics.text());
    return kExitUsage;
  }
  warn_of_unscaled(prepared->scenario, overrides);
  std::string failure;
  const auto planned = make_plan(*prepared, begin(*prepared, wall_now()), failure);
  if (!planned) {
    log::error("{}", failure);
    return kExitFatal;
  }
  fmt::print("{}", to_text(*planned));
  if (command.svg_file) write_svg(*command.svg_file, *planned);
  return kExitDelivered;
}

}  // namespace spate
