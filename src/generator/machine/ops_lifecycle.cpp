#include "generator/machine/ops_lifecycle.hpp"

#include "generator/machine/lifecycle_plan.hpp"

namespace spate::generator {

OpResult run_entity_step(Machine& machine, const Op* op, char* out) noexcept {
  const auto& plan = *static_cast<const LifecyclePlan*>(op->data);
  const auto step = plan.at(machine.index, machine.slots[op->c]);
  Value* const to = &machine[op->to];
  to[0].number = static_cast<std::int64_t>(step.entity);
  to[1].number = static_cast<std::int64_t>(step.step);
  to[2].number = step.state;
  to[3].number = static_cast<std::int64_t>(step.before);
  to[3].null = step.step == 0 ? 1 : 0;
  return continue_with(machine, op + 1, out);
}

}  // namespace spate::generator
