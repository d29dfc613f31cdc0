#include "generator/compile/arithmetic.hpp"

#include <algorithm>
#include <array>
#include <limits>

#include "generator/compile/registers.hpp"
#include "generator/machine/ops_control.hpp"
#include "generator/machine/ops_number.hpp"
#include "generator/value/expression_error.hpp"
#include "generator/value/number.hpp"
#include "generator/value/table.hpp"

namespace spate::generator {
namespace {

constexpr Int128 kMinInteger = std::numeric_limits<std::int64_t>::min();
constexpr Int128 kMaxInteger = std::numeric_limits<std::int64_t>::max();

void need_number(const Located& a) {
  if (a.operand.type.is(Type::Kind::unknown)) throw ExpressionError(a.offset, "");
  if (!a.operand.type.is_number()) {
    throw ExpressionError(a.offset, "expected a number, got " + describe(a.operand.type));
  }
}

Operand emit(Emitter& code, OpFunction run, const Type& type, const Operand& a, const Operand& b, std::int64_t x = 0) {
  const auto from_a = store(code, a);
  const auto from_b = store(code, b);
  const auto to = code.reg();
  auto& op = code.add(run);
  op.a = from_a;
  op.b = from_b;
  op.to = to;
  op.x = x;
  return Operand::stored(type, to);
}

Operand emit_real(Emitter& code, OpFunction run, const Operand& a, const Operand& b) {
  return emit(code, run, Type::real(), convert(code, a, Type::real()), convert(code, b, Type::real()));
}

// Emits `compute` for operands that are not null; the result is null if one is.
template <class Compute>
Operand unless_null(Emitter& code, Located a, Located b, Compute compute) {
  need_number(a);
  need_number(b);
  if (!a.operand.type.nullable && !b.operand.type.nullable) return compute(a, b);
  const auto to = code.reg();
  const auto none = code.label();
  const auto end = code.label();
  for (auto* side : {&a, &b}) {
    if (!side->operand.type.nullable) continue;
    const auto from = store(code, side->operand);
    code.branch(run_jump_if_null, none).a = from;
    side->operand = Operand::stored(side->operand.type, from);
    side->operand.type.nullable = false;
  }
  const auto result = compute(a, b);
  assign(code, to, result, result.type);
  code.branch(run_jump, end);
  code.bind(none);
  code.add(run_set_null).to = to;
  code.bind(end);
  auto type = result.type;
  type.nullable = true;
  return Operand::stored(type, to);
}

// The range of f over the corners of two ranges.
template <class F>
Type corners(const Type& a, const Type& b, int scale, F f) {
  const std::array<Int128, 4> all{f(a.min, b.min), f(a.min, b.max), f(a.max, b.min), f(a.max, b.max)};
  const auto [min, max] = std::minmax_element(all.begin(), all.end());
  return Type::exact(*min, *max, scale);
}

// a and b at the larger of their scales.
int one_scale(Emitter& code, Operand& a, Operand& b) {
  const int scale = std::max(a.type.scale, b.type.scale);
  a = convert(code, a, Type::exact(0, 0, scale));
  b = convert(code, b, Type::exact(0, 0, scale));
  return scale;
}

struct Runs {
  OpFunction proven;
  OpFunction checked;
};

Operand exact(Emitter& code, Runs runs, const Type& range, const Operand& a, const Operand& b, std::size_t offset) {
  const auto type = within_64_bits(range, offset);
  if (a.is_constant() && b.is_constant()) return Operand::exact(static_cast<std::int64_t>(type.min), type.scale);
  return emit(code, range.fits() ? runs.proven : runs.checked, type, a, b);
}

bool real(const Located& a, const Located& b) {
  return a.operand.type.is(Type::Kind::real) || b.operand.type.is(Type::Kind::real);
}

template <class F>
Operand sum(Emitter& code, const Located& left, const Located& right, Runs runs, OpFunction run_real, F f) {
  return unless_null(code, left, right, [&](Located a, Located b) {
    if (real(a, b)) return emit_real(code, run_real, a.operand, b.operand);
    const int scale = one_scale(code, a.operand, b.operand);
    return exact(code, runs, corners(a.operand.type, b.operand.type, scale, f), a.operand, b.operand, a.offset);
  });
}

// Multiplies by a cell without loading it first. Price times quantity is frequent in records.
Operand times_cell(Emitter& code, const Type& range, const Operand& cell, const Operand& factor) {
  std::vector<std::int64_t> numbers;
  for (const auto& value : cell.table->columns[cell.column].cells) numbers.push_back(value.number);
  const auto from = store(code, factor);
  auto result = exact_result(code, run_multiply_cell, range);
  auto& op = *code.last(run_multiply_cell);
  op.a = cell.at;
  op.b = from;
  op.data = code.pool().array(std::move(numbers));
  return result;
}

Int128 largest(const Type& type) { return std::max(type.max, -type.min); }

Operand divide_exact(Emitter& code, const Located& a, const Located& b) {
  constexpr int kExtraDigits = 6;
  const auto& dividend = a.operand.type;
  const auto& divisor = b.operand.type;
  if (divisor.min == 0 && divisor.max == 0) throw ExpressionError(b.offset, kByZero);
  const int scale = std::max(dividend.scale, divisor.scale) + kExtraDigits;
  const int shift = scale - dividend.scale + divisor.scale;
  constexpr Int128 kRoom = std::numeric_limits<Int128>::max() / 4;
  if (scale > kMaxScale || shift > 30 || largest(dividend) > kRoom / power_of_ten(shift)) {
    throw ExpressionError(a.offset, "the quotient has more than 18 digits: round the dividend first");
  }
  const auto factor = power_of_ten(shift);
  const bool constant = a.operand.is_constant() && b.operand.is_constant();
  const bool may_be_zero = divisor.min <= 0 && divisor.max >= 0;
  const auto bound = largest(dividend) * factor;
  auto range = may_be_zero ? Type::exact(-bound, bound, scale)
                           : corners(dividend, divisor, scale,
                                     [&](Int128 x, Int128 y) { return divide_half_even(x * factor, y); });
  const auto type = within_64_bits(range, a.offset);
  if (constant) return Operand::exact(static_cast<std::int64_t>(type.min), scale);
  return emit(code, run_divide, type, a.operand, b.operand, shift);
}

}  // namespace

Type within_64_bits(Type type, std::size_t offset) {
  if (type.min > kMaxInteger || type.max < kMinInteger)
    throw ExpressionError(offset, "the result never fits 64 bits: use smaller values");
  type.min = std::max(type.min, kMinInteger);
  type.max = std::min(type.max, kMaxInteger);
  return type;
}

Operand add(Emitter& code, const Located& a, const Located& b) {
  return sum(code, a, b, {run_add, run_add_checked}, run_add_real, [](Int128 x, Int128 y) { return x + y; });
}

Operand subtract(Emitter& code, const Located& left, const Located& right) {
  return unless_null(code, left, right, [&](Located a, Located b) {
    if (real(a, b)) {
      if (a.operand.is_constant() && b.operand.is_constant() && a.operand.number == 0)
        return Operand::of_real(-b.operand.real);
      return emit_real(code, run_subtract_real, a.operand, b.operand);
    }
    const int scale = one_scale(code, a.operand, b.operand);
    const auto range =
        Type::exact(a.operand.type.min - b.operand.type.max, a.operand.type.max - b.operand.type.min, scale);
    return exact(code, {run_subtract, run_subtract_checked}, range, a.operand, b.operand, a.offset);
  });
}

Operand multiply(Emitter& code, const Located& left, const Located& right) {
  return unless_null(code, left, right, [&](const Located& a, const Located& b) {
    if (real(a, b)) return emit_real(code, run_multiply_real, a.operand, b.operand);
    const int scale = a.operand.type.scale + b.operand.type.scale;
    if (scale > kMaxScale) throw ExpressionError(a.offset, "the product has more than 18 digits: round a factor first");
    const auto range = corners(a.operand.type, b.operand.type, scale, [](Int128 x, Int128 y) { return x * y; });
    if (range.fits() && a.operand.source == Operand::Source::cell) return times_cell(code, range, a.operand, b.operand);
    if (range.fits() && b.operand.source == Operand::Source::cell) return times_cell(code, range, b.operand, a.operand);
    return exact(code, {run_multiply, run_multiply_checked}, range, a.operand, b.operand, a.offset);
  });
}

Operand divide(Emitter& code, const Located& left, const Located& right) {
  return unless_null(code, left, right, [&](const Located& a, const Located& b) {
    if (real(a, b)) return emit_real(code, run_divide_real, a.operand, b.operand);
    return divide_exact(code, a, b);
  });
}

Operand modulo(Emitter& code, const Located& left, const Located& right) {
  return unless_null(code, left, right, [&](Located a, Located b) {
    if (real(a, b)) return emit_real(code, run_modulo_real, a.operand, b.operand);
    const int scale = one_scale(code, a.operand, b.operand);
    const auto& divisor = b.operand.type;
    if (divisor.min == 0 && divisor.max == 0) throw ExpressionError(b.offset, kByZero);
    const auto range = Type::exact(divisor.min < 0 ? divisor.min + 1 : 0, divisor.max > 0 ? divisor.max - 1 : 0, scale);
    return emit(code, run_modulo, range, a.operand, b.operand);
  });
}

}  // namespace spate::generator
