// The lifecycle of a stream's records: which entity this one is a step of, and the variables drawn once for it.
#include <fmt/format.h>

#include <limits>
#include <utility>

#include "generator/compile/compiler.hpp"
#include "generator/machine/ops_control.hpp"
#include "generator/machine/ops_lifecycle.hpp"

namespace spate {
namespace {

// The mean time between two records of an entity: of the first million records, as far as they lie in the first day. 0:
// not known.
double gap_of(const Timetable& timetable, std::uint64_t entities) {
  constexpr Nanos kFirstDay = Nanos{24} * 60 * kMinute;
  if (timetable.intended == nullptr) return 0;
  const auto* schedule = timetable.schedule.get();
  const Nanos begin = timetable.intended(schedule, 0);
  for (std::uint64_t records = 1'000'000; records > 0; records /= 10) {
    const Nanos last = timetable.intended(schedule, records);
    const bool near = last > begin && (records == 1 || last - begin <= kFirstDay);
    if (near && last < kNever)
      return static_cast<double>(last - begin) / static_cast<double>(records) * static_cast<double>(entities);
  }
  return 0;
}

}  // namespace

void Compiler::lifecycle() {
  entity_ = nullptr;
  entity_step_.reset();
  const auto& lifecycle = stream_.generator.lifecycle;
  if (!lifecycle || (needs_ && !needs_->lifecycle())) return;
  const auto plan = plan_of(*lifecycle);
  if (!plan) return;
  entity_step_ = code_->reg();
  for (int more = 0; more < 3; ++more) (void)code_->reg();
  auto& op = code_->add(run_entity_step);
  op.to = *entity_step_;
  op.c = code_->lifecycle(plan);
  op.data = plan.get();
  entity_variables(*lifecycle);
}

std::shared_ptr<const LifecyclePlan> Compiler::plan_of(const Lifecycle& lifecycle) {
  auto& plan = shared_.plans[stream_.name];
  if (plan) return plan;
  const double gap = gap_of(timetable(stream_), lifecycle.entities);
  for (const auto& state : lifecycle.states) {
    if (state.dwell.mean == 0 || gap > 0) continue;
    problems_.report(state.place, fmt::format("{}.states.{}.dwell", lifecycle.path, state.name),
                     "dwell is counted in mean gaps between the records of an entity, which only a rate in records "
                     "tells; leave it out, or write a rate such as 500/s");
    return nullptr;
  }
  try {
    plan = std::make_shared<const LifecyclePlan>(lifecycle, gap, random::stream_state(scenario_.seed, stream_.name));
  } catch (const ExpressionError& error) {
    problems_.report(lifecycle.node.place, lifecycle.path, error.what());
  }
  return plan;
}

// Computed with the entity's randomness in place of the record's, as the columns of a sized table are with the row's.
void Compiler::entity_variables(const Lifecycle& lifecycle) {
  entity_ = std::make_shared<Scope>();
  entity_->node = &lifecycle.entity;
  auto* const outside = std::exchange(scope_, entity_.get());
  const auto root = std::exchange(root_path_, lifecycle.path + ".entity");
  in_entity_ = true;
  const auto keep = code_->reg();
  auto& begin = code_->add(run_row_begin);
  begin.a = *entity_step_;
  begin.to = keep;
  begin.z = shared_.plans[stream_.name]->random_state();
  for (const auto& variable : lifecycle.entity.members) {
    if (!wanted(variable.value)) continue;
    auto value = scalar(variable.value, variable.name);
    if (value.source == Operand::Source::made) value = Operand::stored(value.type, store(*code_, value));
    entity_->names.push_back(
        {variable.name, "$entity." + variable.name, Binding::Kind::value, std::move(value), nullptr, false, {}});
  }
  code_->add(run_row_end).to = keep;
  in_entity_ = false;
  root_path_ = root;
  scope_ = outside;
}

void Compiler::forbid_in_entity(std::size_t offset) const {
  if (in_entity_) {
    throw ExpressionError(offset,
                          "a variable of an entity is drawn once, so it cannot depend on the time or the record");
  }
}

Register Compiler::entity_step(std::size_t offset) const {
  forbid_in_entity(offset);
  if (entity_step_) return *entity_step_;
  if (stream_.generator.lifecycle) throw ExpressionError(offset, "");  // it is in error, which has been reported
  throw ExpressionError(offset, "this needs a lifecycle, which the stream does not have");
}

}  // namespace spate
