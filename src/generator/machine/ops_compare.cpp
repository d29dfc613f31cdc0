#include "generator/machine/ops_compare.hpp"

#include <array>

#include "generator/value/type.hpp"

namespace spate::generator {
namespace {

template <Comparison C, class T>
bool compare(const T& a, const T& b) noexcept {
  switch (C) {
    case Comparison::equal:
      return a == b;
    case Comparison::unequal:
      return a != b;
    case Comparison::less:
      return a < b;
    case Comparison::less_equal:
      return a <= b;
    case Comparison::greater:
      return a > b;
    case Comparison::greater_equal:
      return a >= b;
  }
  return false;
}

template <Comparison C>
OpResult exact(Machine& machine, const Op* op, char* out) noexcept {
  const Int128 a = Int128{machine[op->a].number} * op->x;
  const Int128 b = Int128{machine[op->b].number} * op->y;
  machine[op->to].number = compare<C>(a, b) ? 1 : 0;
  return continue_with(machine, op + 1, out);
}

template <Comparison C>
OpResult real(Machine& machine, const Op* op, char* out) noexcept {
  machine[op->to].number = compare<C>(machine[op->a].real, machine[op->b].real) ? 1 : 0;
  return continue_with(machine, op + 1, out);
}

template <Comparison C>
OpResult text(Machine& machine, const Op* op, char* out) noexcept {
  const std::string_view a{machine[op->a].text, machine[op->a].size};
  const std::string_view b{machine[op->b].text, machine[op->b].size};
  machine[op->to].number = compare<C>(a, b) ? 1 : 0;
  return continue_with(machine, op + 1, out);
}

using enum Comparison;
constexpr std::array<OpFunction, 6> kExact{exact<equal>,      exact<unequal>, exact<less>,
                                           exact<less_equal>, exact<greater>, exact<greater_equal>};
constexpr std::array<OpFunction, 6> kReal{real<equal>,      real<unequal>, real<less>,
                                          real<less_equal>, real<greater>, real<greater_equal>};
constexpr std::array<OpFunction, 6> kText{text<equal>,      text<unequal>, text<less>,
                                          text<less_equal>, text<greater>, text<greater_equal>};

}  // namespace

bool read_comparison(std::string_view symbol, Comparison& comparison) noexcept {
  constexpr std::array<std::string_view, 6> kNames{"==", "!=", "<", "<=", ">", ">="};
  for (std::size_t n = 0; n < kNames.size(); ++n) {
    if (kNames[n] != symbol) continue;
    comparison = static_cast<Comparison>(n);
    return true;
  }
  return false;
}

OpFunction compare_exact(Comparison comparison) noexcept { return kExact[static_cast<std::size_t>(comparison)]; }
OpFunction compare_real(Comparison comparison) noexcept { return kReal[static_cast<std::size_t>(comparison)]; }
OpFunction compare_text(Comparison comparison) noexcept { return kText[static_cast<std::size_t>(comparison)]; }

OpResult run_not(Machine& machine, const Op* op, char* out) noexcept {
  const Value& a = machine[op->a];
  machine[op->to].number = a.number == 0 || a.null != 0 ? 1 : 0;
  return continue_with(machine, op + 1, out);
}

OpResult run_is_null(Machine& machine, const Op* op, char* out) noexcept {
  machine[op->to].number = (machine[op->a].null != 0) == (op->x == 0) ? 1 : 0;
  return continue_with(machine, op + 1, out);
}

}  // namespace spate::generator
