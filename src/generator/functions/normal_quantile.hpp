// The quantile function of the standard normal distribution.
#pragma once

namespace spate::generator::functions {

// 0 < p < 1; relative error about 1e-15. M. J. Wichura, "Algorithm AS 241: The percentage points of the normal
// distribution", Applied Statistics 37(3), 1988.
[[nodiscard]] double normal_quantile(double p) noexcept;

// The largest result for a p of 53 bits, midway between two steps.
inline constexpr double kMaxSigmas = 8.3;

}  // namespace spate::generator::functions
