// Chooses between alternatives: a table cell if all are constants, otherwise a branch per alternative.
#pragma once

#include <vector>

#include "generator/compile/function.hpp"

namespace spate::generator {

// The alternative with the index in register `which`. Only that alternative is computed.
[[nodiscard]] Operand choose(Call& call, Register which, const std::vector<const Expression*>& alternatives);

// The register of an index drawn by weight, with Walker's alias method. Weights are >= 0 and not all 0.
[[nodiscard]] Register draw_weighted(Call& call, const std::vector<Decimal>& weights);

// The number of the 2^64 draws that a share from 0 to 1 covers; 2^64 - 1 for a share of 1.
[[nodiscard]] std::uint64_t draws_below(const Decimal& share) noexcept;

}  // namespace spate::generator
