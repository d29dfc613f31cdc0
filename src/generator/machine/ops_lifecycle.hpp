// The operation that tells which entity a record is a step of.
#pragma once

#include "generator/machine/machine.hpp"

namespace spate::generator {

// to = the entity, to + 1 = its step from 0, to + 2 = its state, to + 3 = the record of its step before, null at step
// 0. data: LifecyclePlan; c: which of the machine's memories.
OpResult run_entity_step(Machine& machine, const Op* op, char* out) noexcept;

}  // namespace spate::generator
