// What is wrong with a value as it was written: every step from its text to its operations may say so.
#pragma once

#include <cstddef>
#include <stdexcept>
#include <string>

namespace spate::generator {

// What is wrong with one scalar. Thrown while compiling and caught where the scalar's place is known; an empty text
// means that it has been reported elsewhere.
struct ExpressionError : std::runtime_error {
  ExpressionError(std::size_t at, const std::string& text) : std::runtime_error(text), offset(at) {}
  std::size_t offset;
};

}  // namespace spate::generator
