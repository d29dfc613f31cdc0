#include "generator/compile/imperfection_compiler.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "generator/compile/field_needs.hpp"
#include "generator/compile/registers.hpp"
#include "generator/machine/imperfection_plan.hpp"
#include "generator/machine/ops_envelope.hpp"
#include "scenario/text/suggestion.hpp"

namespace spate::generator {
namespace {

const scenario::ClockSkew* clock_skew_of(const scenario::Stream& stream) {
  return stream.imperfections && stream.imperfections->clock_skew ? &*stream.imperfections->clock_skew : nullptr;
}

}  // namespace

const ImperfectionPlan* ImperfectionCompiler::plan() {
  return context_.code().pool().array(
      std::vector<ImperfectionPlan>{ImperfectionPlan{*context_.stream.imperfections, {}}});
}

void ImperfectionCompiler::event_time_shift() {
  if (!context_.stream.imperfections ||
      !(context_.stream.imperfections->late || context_.stream.imperfections->out_of_order))
    return;
  context_.code().add(run_shift_event_time).data = plan();
}

Operand ImperfectionCompiler::sent(std::optional<Register> present) {
  if (!context_.stream.imperfections) return present ? Operand::stored(Type::boolean(), *present) : Operand{};
  const auto to = context_.code().reg();
  auto& op = context_.code().add(run_is_sent);
  op.to = to;
  op.a = present.value_or(0);
  op.c = present ? 0 : 1;
  op.data = plan();
  return Operand::stored(Type::boolean(), to);
}

void ImperfectionCompiler::use_event_time(std::size_t offset) {
  event_time_used_ = true;
  const auto* skew = clock_skew_of(context_.stream);
  if (skew == nullptr || clock_skewed_ || skew->per.empty()) return;
  if (!FieldNeeds{context_.stream.generator}.add_name(skew->per)) return;  // finish() reports it
  throw ExpressionError(offset, fmt::format("event_time() is used before {}, whose clock {} skews: move {} before it",
                                            skew->per, skew->path, skew->per));
}

void ImperfectionCompiler::skew_clock(const Binding& binding) {
  const auto* skew = clock_skew_of(context_.stream);
  if (skew == nullptr) return;
  const auto paths = {skew->per, field_path("", skew->per), "$let." + skew->per};
  if (std::find(paths.begin(), paths.end(), binding.path) == paths.end()) return;
  clock_skewed_ = true;
  const auto fail = [&](const char* text) { context_.problems().report(skew->place, skew->path, text); };
  if (binding.kind != Binding::Kind::value) return fail("expected a single value, got an object or an array");
  if (binding.operand.type.is(Type::Kind::unknown)) return;
  if (binding.operand.type.is(Type::Kind::row)) return fail("expected a single value, got a row of a table");
  if (binding.is_optional) return fail("a field with $when has no clock: use a field that is always present");
  const auto at = store(context_.code(), binding.operand);
  auto& op = context_.code().add(run_clock_skew);
  op.a = at;
  op.c = binding.operand.type.is(Type::Kind::text) ? 1 : 0;
  op.x = skew->up_to.count();
  op.z = random::mix(context_.compilation.scenario.seed, random::hash_name("$clock"));
}

std::vector<Imperfection> ImperfectionCompiler::malformed_kinds() {
  const auto& malformed = context_.stream.imperfections->malformed;
  if (!malformed) return {};
  const bool json = context_.format == scenario::Format::json;
  if (malformed->kinds.empty()) {
    std::vector<Imperfection> all{Imperfection::truncated, Imperfection::invalid_utf8};
    if (json) all.push_back(Imperfection::wrong_type);
    return all;
  }
  if (!json && std::count(malformed->kinds.begin(), malformed->kinds.end(), Imperfection::wrong_type) > 0) {
    context_.problems().report(malformed->place, malformed->path,
                               "wrong_type is only allowed with format json: remove it from kinds");
  }
  return malformed->kinds;
}

void ImperfectionCompiler::finish(const Scope& root) {
  if (!context_.stream.imperfections) return;
  const auto& settings = *context_.stream.imperfections;
  const auto* skew = clock_skew_of(context_.stream);
  if (skew != nullptr && !clock_skewed_ && !skew->per.empty() && context_.problems().empty()) {
    const auto names = root.in_reach();
    const std::vector<std::string_view> views(names.begin(), names.end());
    context_.problems().report(skew->place, skew->path,
                               fmt::format("the record has no field or $let variable \"{}\"{}", skew->per,
                                           scenario::did_you_mean(skew->per, views)));
  }
  const auto* delay = settings.late ? &*settings.late : settings.out_of_order ? &*settings.out_of_order : nullptr;
  if (!event_time_used_ && context_.problems().empty() && (delay != nullptr || skew != nullptr)) {
    context_.problems().report(delay != nullptr ? delay->place : skew->place,
                               delay != nullptr ? delay->path : skew->path,
                               "no field uses event_time(), so this has no effect: set a field to =event_time()");
  }
  context_.code().program().imperfections = std::make_unique<const ImperfectionPlan>(settings, malformed_kinds());
}

}  // namespace spate::generator
