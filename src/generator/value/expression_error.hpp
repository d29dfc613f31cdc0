// A problem of a scalar in the scenario. Thrown by the parser and the compiler of expressions.
#pragma once

#include <cstddef>
#include <stdexcept>
#include <string>

namespace spate::generator {

// Caught where the place of the scalar is known. An empty text: the problem is reported already.
struct ExpressionError : std::runtime_error {
  ExpressionError(std::size_t at, const std::string& text) : std::runtime_error(text), offset(at) {}
  std::size_t offset;
};

}  // namespace spate::generator
