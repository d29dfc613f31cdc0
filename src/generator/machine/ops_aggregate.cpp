#include "generator/machine/ops_aggregate.hpp"

namespace spate::generator {
namespace {

OpResult sum(Machine& machine, const Op* op, char* out) noexcept {
  machine[op->to].number += machine[op->a].number;
  return continue_with(machine, op + 1, out);
}

OpResult sum_checked(Machine& machine, const Op* op, char* out) noexcept {
  auto& total = machine[op->to].number;
  return __builtin_add_overflow(total, machine[op->a].number, &total) ? fail(machine, op, out, kTooLarge)
                                                                      : continue_with(machine, op + 1, out);
}

// A register with number 0 also has real 0.0: all bits are zero.
OpResult sum_real(Machine& machine, const Op* op, char* out) noexcept {
  machine[op->to].real += machine[op->a].real;
  return continue_with(machine, op + 1, out);
}

OpResult count(Machine& machine, const Op* op, char* out) noexcept {
  ++machine[op->to].number;
  return continue_with(machine, op + 1, out);
}

template <auto Member, bool Max>
OpResult extreme(Machine& machine, const Op* op, char* out) noexcept {
  auto& bound = machine[op->to];
  const auto& item = machine[op->a];
  if (bound.null != 0 || (Max ? bound.*Member < item.*Member : item.*Member < bound.*Member)) bound = item;
  return continue_with(machine, op + 1, out);
}

}  // namespace

OpFunction accumulation(Aggregate aggregate, const Type& type) noexcept {
  const bool real = type.is(Type::Kind::real);
  switch (aggregate) {
    case Aggregate::count:
      return count;
    case Aggregate::min:
      return real ? extreme<&Value::real, false> : extreme<&Value::number, false>;
    case Aggregate::max:
      return real ? extreme<&Value::real, true> : extreme<&Value::number, true>;
    case Aggregate::sum:
      break;
  }
  if (real) return sum_real;
  return type.fits() ? sum : sum_checked;
}

}  // namespace spate::generator
