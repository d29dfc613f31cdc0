// The common type of several values, such as the cells of a column or the alternatives of a choice.
#pragma once

#include <cstddef>
#include <vector>

#include "generator/value/operand.hpp"

namespace spate::generator {

// Throws ExpressionError at this offset if there is none.
[[nodiscard]] Type common_type(const std::vector<Operand>& operands, std::size_t offset);

}  // namespace spate::generator
