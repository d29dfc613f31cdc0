// normal, lognormal, exponential, pareto: values of a continuous distribution, rounded to exact decimals. Inversion
// needs one draw per value and bounds the range.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include "base/portable_math.hpp"
#include "generator/functions/functions.hpp"
#include "generator/functions/normal_quantile.hpp"

namespace spate::generator::functions {
namespace {

using Need = Parameter::Need;

constexpr double kMaxNumber = 9e18;       // fits 64 bits
constexpr double kMaxExponential = 37.5;  // -log of the smallest u, 2^-54
constexpr double kMaxExponent = 600;      // e^600 fits a double

// Computes a value from u in (0, 1) and the two parameters of the distribution.
using Draw = double (*)(double u, double a, double b) noexcept;

double draw_normal(double u, double mean, double deviation) noexcept { return mean + deviation * normal_quantile(u); }
double draw_lognormal(double u, double median, double sigma) noexcept {
  return median * portable_math::exp(sigma * normal_quantile(u));
}
double draw_exponential(double u, double mean, double) noexcept { return mean * -portable_math::log(u); }
double draw_pareto(double u, double min, double alpha) noexcept {
  return min * portable_math::exp(std::min(-portable_math::log(u) / alpha, kMaxExponent));
}

// Range of the result, in units of its last digit.
struct Limits {
  double unit = 1;  // 10^scale
  double min = 0;
  double max = 0;
};

// Registers a, b: the parameters; data: Limits.
template <Draw draw>
OpResult run_distribution(Machine& machine, const Op* op, char* out) noexcept {
  const auto& limits = *static_cast<const Limits*>(op->data);
  const double u = random::uniform_01(machine.draw(op)) + 0x1p-54;
  const double value = draw(u, machine[op->a].real, machine[op->b].real) * limits.unit;
  machine[op->to].number = std::llrint(std::clamp(value, limits.min, limits.max));
  return continue_with(machine, op + 1, out);
}

// The register of an argument, and the range of its value.
struct NumericArgument {
  Register at = 0;
  double min = 0;
  double max = 0;
};

enum class Sign { any, not_negative, above_zero };

NumericArgument read_argument(Call& call, std::size_t parameter, Sign sign) {
  const auto value = call.number(parameter);
  if (!value.type.is(Type::Kind::exact))
    call.fail(call.offset(parameter),
              "expected an integer or a decimal, got a float: use decimal(), or a number without an exponent");
  const auto unit = static_cast<double>(power_of_ten(value.type.scale));
  if (sign == Sign::not_negative && value.type.min < 0)
    call.fail(call.offset(parameter), "the number may be negative: use 0 or more");
  if (sign == Sign::above_zero && value.type.min <= 0)
    call.fail(call.offset(parameter), "the number may be 0 or less: use a number above 0");
  return {store(call.code(), convert(call.code(), value, Type::real())), static_cast<double>(value.type.min) / unit,
          static_cast<double>(value.type.max) / unit};
}

// The argument min or max in units of the last digit; nullopt if it is absent.
std::optional<std::int64_t> limit(Call& call, std::size_t parameter, int scale) {
  if (!call.has(parameter)) return std::nullopt;
  const auto value = call.constant(parameter);
  if (value.scale > scale) call.fail(call.offset(parameter), "more decimal places than the scale: raise the scale");
  const Int128 number = value.number * power_of_ten(scale - value.scale);
  if (!Type::fits(number))
    call.fail(call.offset(parameter), "the number does not fit 64 bits at this scale: use a smaller scale");
  return static_cast<std::int64_t>(number);
}

// Range of the values before min and max apply.
struct Range {
  double min;
  double max;
};

// `scale_at`: position of the parameter scale, which min and max follow.
template <Draw draw>
Operand distribution(Call& call, std::size_t scale_at, const NumericArgument& a, const NumericArgument& b,
                     const Range& range) {
  const int scale = call.has(scale_at) ? static_cast<int>(call.constant(scale_at, 0, kMaxScale)) : 2;
  Limits limits;
  limits.unit = static_cast<double>(power_of_ten(scale));
  const auto user_min = limit(call, scale_at + 1, scale);
  const auto user_max = limit(call, scale_at + 2, scale);
  if (user_min && user_max && *user_min > *user_max)
    call.fail(call.offset(scale_at + 1), "min is above max: exchange them");
  limits.min = user_min ? static_cast<double>(*user_min) : std::floor(range.min * limits.unit);
  limits.max = user_max ? static_cast<double>(*user_max) : std::ceil(range.max * limits.unit);
  if (limits.min < -kMaxNumber) call.fail(call.offset(), "the result may not fit 64 bits: set min, or a smaller scale");
  if (limits.max > kMaxNumber) call.fail(call.offset(), "the result may not fit 64 bits: set max, or a smaller scale");
  if (!user_max) limits.max = std::max(limits.min, limits.max);  // every value may be below min
  if (!user_min) limits.min = std::min(limits.min, limits.max);
  const auto site = call.site();
  Register to = 0;
  auto& op = call.add(run_distribution<draw>, to);
  op.a = a.at;
  op.b = b.at;
  op.z = site;
  op.data = call.code().pool().array(std::vector<Limits>{limits});
  return Operand::stored(Type::exact(static_cast<Int128>(limits.min), static_cast<Int128>(limits.max), scale), to);
}

// Appends scale, min and max.
std::vector<Parameter> parameters(std::vector<Parameter> own) {
  own.push_back({"scale", Need::optional, "decimal places, 0 to 18; default 2"});
  own.push_back({"min", Need::optional, "lower bound, a constant; smaller values become this"});
  own.push_back({"max", Need::optional, "upper bound, a constant; larger values become this"});
  return own;
}

Operand normal_compile(Call& call) {
  const auto mean = read_argument(call, 0, Sign::any);
  const auto deviation = read_argument(call, 1, Sign::not_negative);
  const double reach = kMaxSigmas * deviation.max;
  return distribution<draw_normal>(call, 2, mean, deviation, {mean.min - reach, mean.max + reach});
}

Operand lognormal_compile(Call& call) {
  const auto median = read_argument(call, 0, Sign::above_zero);
  const auto sigma = read_argument(call, 1, Sign::not_negative);
  constexpr double kMaxSigma = 20;
  if (sigma.max > kMaxSigma)
    call.fail(call.offset(1), fmt::format("the number may be above {0}: use at most {0}", kMaxSigma));
  const double max = median.max * portable_math::exp(kMaxSigmas * sigma.max);
  return distribution<draw_lognormal>(call, 2, median, sigma, {0, max});
}

Operand pareto_compile(Call& call) {
  const auto min = read_argument(call, 0, Sign::above_zero);
  const auto alpha = read_argument(call, 1, Sign::above_zero);
  const double exponent = std::min(kMaxExponential / alpha.min, kMaxExponent);
  return distribution<draw_pareto>(call, 2, min, alpha, {min.min, min.max * portable_math::exp(exponent)});
}

}  // namespace

Function normal() {
  return {.name = "normal",
          .group = "numbers",
          .parameters = parameters({{"mean", {}, "a number"}, {"deviation", {}, "standard deviation, 0 or more"}}),
          .help = "A normally distributed decimal, at most 8.3 deviations from the mean.",
          .example = "=normal(21.5, 0.8)",
          .compile = normal_compile};
}

Function lognormal() {
  return {.name = "lognormal",
          .group = "numbers",
          .parameters = parameters({{"median", {}, "a number above 0: e^mu, where mu is the mean of the logarithm"},
                                    {"sigma", {}, "standard deviation of the logarithm, 0 to 20"}}),
          .help = "A decimal whose logarithm is normally distributed, as latencies and sizes often are.",
          .example = "=lognormal(120, 0.5)",
          .compile = lognormal_compile};
}

Function exponential() {
  return {.name = "exponential",
          .group = "numbers",
          .parameters = parameters({{"mean", {}, "a number above 0, or a duration"}}),
          .help = "An exponentially distributed decimal, such as the gap between independent events.",
          .example = "=exponential(30)",
          .compile = [](Call& call) {
            const auto mean = read_argument(call, 0, Sign::above_zero);
            return distribution<draw_exponential>(call, 1, mean, mean, {0, mean.max * kMaxExponential});
          }};
}

Function pareto() {
  return {.name = "pareto",
          .group = "numbers",
          .parameters = parameters({{"x_min", {}, "smallest value, above 0"},
                                    {"alpha", {}, "exponent, above 0; 1.16 gives the 80:20 rule"}}),
          .help = "A Pareto-distributed decimal: x or more with probability (x_min/x)^alpha.",
          .example = "=pareto(10, 1.16)",
          .compile = pareto_compile};
}

}  // namespace spate::generator::functions
