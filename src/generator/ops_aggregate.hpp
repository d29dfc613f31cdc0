// Operations that gather an array's items into register `to`, from register a.
#pragma once

#include "generator/machine.hpp"
#include "generator/scope.hpp"

namespace spate {

[[nodiscard]] Run accumulation(Aggregate what, const Type& type) noexcept;

}  // namespace spate
