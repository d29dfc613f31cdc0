#include "generator/compile/entity_compiler.hpp"

#include <fmt/format.h>

#include <limits>
#include <utility>

#include "generator/compile/registers.hpp"
#include "generator/compile/scalar_compiler.hpp"
#include "generator/machine/ops_control.hpp"
#include "generator/machine/ops_lifecycle.hpp"

namespace spate::generator {
namespace {

// The mean time between two records of an entity, in nanoseconds, over the first 1,000,000 records or fewer if these
// take more than a day. 0: not known.
double mean_gap(const Timetable& timetable, std::uint64_t entities) {
  constexpr Duration kFirstDay = kDay;
  if (timetable.intended == nullptr) return 0;
  const auto* schedule = timetable.schedule.get();
  const StreamTime begin = timetable.intended(schedule, 0);
  for (std::uint64_t records = 1'000'000; records > 0; records /= 10) {
    const StreamTime last = timetable.intended(schedule, records);
    const bool near = last > begin && (records == 1 || last - begin <= kFirstDay);
    if (near && last < kNever)
      return static_cast<double>((last - begin).count()) / static_cast<double>(records) * static_cast<double>(entities);
  }
  return 0;
}

}  // namespace

void EntityCompiler::begin(ScalarCompiler& scalars) {
  auto& code = context_.code();
  variables_ = nullptr;
  step_.reset();
  const auto& lifecycle = context_.stream.generator.lifecycle;
  if (!lifecycle || (context_.needs && !context_.needs->lifecycle())) return;
  const auto plan = plan_of(*lifecycle);
  if (!plan) return;
  step_ = code.reg();
  for (int more = 0; more < 3; ++more) (void)code.reg();
  auto& op = code.add(run_entity_step);
  op.to = *step_;
  op.c = code.program().lifecycle_index(plan);
  op.data = plan.get();
  compute_variables(*lifecycle, scalars);
}

std::shared_ptr<const LifecyclePlan> EntityCompiler::plan_of(const scenario::Lifecycle& lifecycle) {
  auto& plan = context_.compilation.plans[context_.stream.name];
  if (plan) return plan;
  const double gap = mean_gap(context_.timetable(context_.stream), lifecycle.entities);
  for (const auto& state : lifecycle.states) {
    if (state.dwell.mean == Duration{} || gap > 0) continue;
    context_.problems().report(state.place, fmt::format("{}.states.{}.dwell", lifecycle.path, state.name),
                               "dwell needs a rate in records per time: remove dwell, or use a rate such as 500/s");
    return nullptr;
  }
  try {
    plan = std::make_shared<const LifecyclePlan>(lifecycle, gap, context_.stream_state());
  } catch (const ExpressionError& error) {
    context_.problems().report(lifecycle.node.place, lifecycle.path, error.what());
  }
  return plan;
}

// Uses the random state of the entity instead of the record's, as the columns of a sized table use that of the row.
void EntityCompiler::compute_variables(const scenario::Lifecycle& lifecycle, ScalarCompiler& scalars) {
  auto& code = context_.code();
  variables_ = std::make_shared<Scope>();
  variables_->node = &lifecycle.let;
  auto* const saved_scope = std::exchange(context_.scope, variables_.get());
  const auto root = std::exchange(context_.root_path, lifecycle.path + ".let");
  context_.in_entity = true;
  const auto keep = code.reg();
  auto& begin = code.add(run_row_begin);
  begin.a = *step_;
  begin.to = keep;
  begin.z = context_.compilation.plans[context_.stream.name]->random_state();
  for (const auto& variable : lifecycle.let.members) {
    if (!context_.is_needed(variable.value)) continue;
    auto value = scalars.scalar(variable.value, variable.name);
    if (value.source == Operand::Source::made) value = Operand::stored(value.type, store(code, value));
    variables_->names.push_back(
        {variable.name, "$entity." + variable.name, Binding::Kind::value, std::move(value), nullptr, false, false, {}});
  }
  code.add(run_row_end).to = keep;
  context_.in_entity = false;
  context_.root_path = root;
  context_.scope = saved_scope;
}

Register EntityCompiler::step(std::size_t offset) const {
  context_.forbid_in_entity(offset);
  if (step_) return *step_;
  if (context_.stream.generator.lifecycle) throw ExpressionError(offset, "");  // invalid, and reported already
  throw ExpressionError(offset, "the stream has no lifecycle, which this function needs: add one");
}

}  // namespace spate::generator
