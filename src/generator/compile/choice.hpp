// One of several alternatives: a cell where all are constants, else a branch each.
#pragma once

#include <vector>

#include "generator/compile/function.hpp"

namespace spate::generator {

// The alternative whose number is in register `which`. Only that one is computed.
[[nodiscard]] Operand choose(Call& call, Register which, const std::vector<const Expression*>& alternatives);

// The register of a number drawn with these weights (not negative, not all 0), by Walker's alias method.
[[nodiscard]] Register draw_weighted(Call& call, const std::vector<Decimal>& weights);

// How many of the 2^64 draws a share from 0 to 1 takes; all but one where it is 1.
[[nodiscard]] std::uint64_t draws_below(const Decimal& share) noexcept;

}  // namespace spate::generator
