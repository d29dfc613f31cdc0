// What may be thrown before the first record: a failure that ends the program with an exit code of its own.
#pragma once

#include <stdexcept>
#include <string_view>

#include "base/printable.hpp"

namespace spate {

// Could not start (exit 3): no broker in time, topic refused, port taken, authentication failed. The text says what
// to do about it, as one printable line.
class StartError : public std::runtime_error {
 public:
  explicit StartError(std::string_view text) : std::runtime_error(printable_line(text)) {}
};

// What an earlier run left cannot be gone on from (exit 2): somebody has to look, as it will not pass by itself.
class StateError : public std::runtime_error {
 public:
  explicit StateError(std::string_view text) : std::runtime_error(printable_line(text)) {}
};

}  // namespace spate
