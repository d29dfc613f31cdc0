// Operations that gather an array's items into register `to`, from register a.
#pragma once

#include "generator/machine/machine.hpp"
#include "generator/value/type.hpp"

namespace spate::generator {

// What may be asked of an array once it is written.
enum class Aggregate { sum, min, max, count };

[[nodiscard]] OpFunction accumulation(Aggregate what, const Type& type) noexcept;

}  // namespace spate::generator
