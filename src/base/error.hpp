// Errors before the first record, each with an exit code.
#pragma once

#include <stdexcept>
#include <string_view>

#include "base/printable.hpp"

namespace spate {

// Startup failed (exit code 3). The text is one printable line and states what to do.
class StartError : public std::runtime_error {
 public:
  explicit StartError(std::string_view text) : std::runtime_error(printable_line(text)) {}
};

// The checkpoint of an earlier run cannot be used (exit code 2). Retrying does not help.
class StateError : public std::runtime_error {
 public:
  explicit StateError(std::string_view text) : std::runtime_error(printable_line(text)) {}
};

}  // namespace spate
