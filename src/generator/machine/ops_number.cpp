#include "generator/machine/ops_number.hpp"

#include <algorithm>
#include <cmath>

#include "generator/value/number.hpp"

namespace spate::generator {
namespace {

// to = f(a, b), on the exact or the real member.
template <auto Member, class F>
OpResult combine(Machine& machine, const Op* op, char* out, F f) noexcept {
  machine[op->to].*Member = f(machine[op->a].*Member, machine[op->b].*Member);
  return continue_with(machine, op + 1, out);
}

constexpr auto kNumber = &Value::number;
constexpr auto kReal = &Value::real;

}  // namespace

OpResult run_add(Machine& machine, const Op* op, char* out) noexcept {
  return combine<kNumber>(machine, op, out, [](auto a, auto b) { return a + b; });
}

OpResult run_add_checked(Machine& machine, const Op* op, char* out) noexcept {
  const bool over = __builtin_add_overflow(machine[op->a].number, machine[op->b].number, &machine[op->to].number);
  return over ? fail(machine, op, out, kTooLarge) : continue_with(machine, op + 1, out);
}

OpResult run_subtract(Machine& machine, const Op* op, char* out) noexcept {
  return combine<kNumber>(machine, op, out, [](auto a, auto b) { return a - b; });
}

OpResult run_subtract_checked(Machine& machine, const Op* op, char* out) noexcept {
  const bool over = __builtin_sub_overflow(machine[op->a].number, machine[op->b].number, &machine[op->to].number);
  return over ? fail(machine, op, out, kTooLarge) : continue_with(machine, op + 1, out);
}

OpResult run_multiply(Machine& machine, const Op* op, char* out) noexcept {
  return combine<kNumber>(machine, op, out, [](auto a, auto b) { return a * b; });
}

OpResult run_multiply_checked(Machine& machine, const Op* op, char* out) noexcept {
  const bool over = __builtin_mul_overflow(machine[op->a].number, machine[op->b].number, &machine[op->to].number);
  return over ? fail(machine, op, out, kTooLarge) : continue_with(machine, op + 1, out);
}

OpResult run_multiply_cell(Machine& machine, const Op* op, char* out) noexcept {
  const auto cell = static_cast<const std::int64_t*>(op->data)[machine[op->a].number];
  machine[op->to].number = cell * machine[op->b].number;
  return continue_with(machine, op + 1, out);
}

OpResult run_scale_up(Machine& machine, const Op* op, char* out) noexcept {
  machine[op->to].number = machine[op->a].number * op->x;
  return continue_with(machine, op + 1, out);
}

OpResult run_scale_up_checked(Machine& machine, const Op* op, char* out) noexcept {
  const bool over = __builtin_mul_overflow(machine[op->a].number, op->x, &machine[op->to].number);
  return over ? fail(machine, op, out, kTooLarge) : continue_with(machine, op + 1, out);
}

OpResult run_scale_down(Machine& machine, const Op* op, char* out) noexcept {
  machine[op->to].number = static_cast<std::int64_t>(divide_half_even(machine[op->a].number, op->x));
  return continue_with(machine, op + 1, out);
}

OpResult run_divide(Machine& machine, const Op* op, char* out) noexcept {
  const auto divisor = machine[op->b].number;
  if (divisor == 0) return fail(machine, op, out, kByZero);
  const Int128 quotient = divide_half_even(machine[op->a].number * power_of_ten(static_cast<int>(op->x)), divisor);
  if (!Type::fits(quotient)) return fail(machine, op, out, kTooLarge);
  machine[op->to].number = static_cast<std::int64_t>(quotient);
  return continue_with(machine, op + 1, out);
}

OpResult run_modulo(Machine& machine, const Op* op, char* out) noexcept {
  const auto divisor = machine[op->b].number;
  if (divisor == 0) return fail(machine, op, out, kByZero);
  // The most negative number % -1 would trap.
  const auto rest = divisor == -1 ? 0 : machine[op->a].number % divisor;
  machine[op->to].number = rest != 0 && (rest < 0) != (divisor < 0) ? rest + divisor : rest;
  return continue_with(machine, op + 1, out);
}

OpResult run_absolute(Machine& machine, const Op* op, char* out) noexcept {
  machine[op->to].number = std::abs(machine[op->a].number);
  return continue_with(machine, op + 1, out);
}

OpResult run_min(Machine& machine, const Op* op, char* out) noexcept {
  return combine<kNumber>(machine, op, out, [](auto a, auto b) { return std::min(a, b); });
}

OpResult run_max(Machine& machine, const Op* op, char* out) noexcept {
  return combine<kNumber>(machine, op, out, [](auto a, auto b) { return std::max(a, b); });
}

OpResult run_to_real(Machine& machine, const Op* op, char* out) noexcept {
  machine[op->to].real = static_cast<double>(machine[op->a].number) / static_cast<double>(op->x);
  return continue_with(machine, op + 1, out);
}

OpResult run_add_real(Machine& machine, const Op* op, char* out) noexcept {
  return combine<kReal>(machine, op, out, [](auto a, auto b) { return a + b; });
}

OpResult run_subtract_real(Machine& machine, const Op* op, char* out) noexcept {
  return combine<kReal>(machine, op, out, [](auto a, auto b) { return a - b; });
}

OpResult run_multiply_real(Machine& machine, const Op* op, char* out) noexcept {
  return combine<kReal>(machine, op, out, [](auto a, auto b) { return a * b; });
}

OpResult run_divide_real(Machine& machine, const Op* op, char* out) noexcept {
  if (machine[op->b].real == 0) return fail(machine, op, out, kByZero);
  return combine<kReal>(machine, op, out, [](auto a, auto b) { return a / b; });
}

OpResult run_modulo_real(Machine& machine, const Op* op, char* out) noexcept {
  if (machine[op->b].real == 0) return fail(machine, op, out, kByZero);
  return combine<kReal>(machine, op, out, [](auto a, auto b) { return a - b * std::floor(a / b); });
}

OpResult run_absolute_real(Machine& machine, const Op* op, char* out) noexcept {
  machine[op->to].real = std::abs(machine[op->a].real);
  return continue_with(machine, op + 1, out);
}

OpResult run_min_real(Machine& machine, const Op* op, char* out) noexcept {
  return combine<kReal>(machine, op, out, [](auto a, auto b) { return std::min(a, b); });
}

OpResult run_max_real(Machine& machine, const Op* op, char* out) noexcept {
  return combine<kReal>(machine, op, out, [](auto a, auto b) { return std::max(a, b); });
}

OpResult run_round_real(Machine& machine, const Op* op, char* out) noexcept {
  const auto unit = static_cast<double>(kPowersOfTen[static_cast<std::size_t>(op->x)]);
  machine[op->to].real = std::nearbyint(machine[op->a].real * unit) / unit;
  return continue_with(machine, op + 1, out);
}

}  // namespace spate::generator
