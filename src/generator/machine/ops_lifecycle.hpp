// The operation that computes the entity and step of a record.
#pragma once

#include "generator/machine/machine.hpp"

namespace spate::generator {

// to = entity, to + 1 = step from 0, to + 2 = state, to + 3 = record of the previous step (null at step 0).
// data: LifecyclePlan; c: index into Machine::slots.
OpResult run_entity_step(Machine& machine, const Op* op, char* out) noexcept;

}  // namespace spate::generator
