// Splits an expression into tokens: numbers with units, quoted text, names and operators.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace spate::generator {

inline constexpr const char* kInexactNumber =
    "the number does not fit 64 bits, or has more than 18 decimal places: use a float such as 1e30";

struct Token {
  enum class Kind { end, exact, real, text, name, symbol };

  Kind kind = Kind::end;
  std::size_t offset = 0;
  std::string text;                           // unescaped text; name or symbol as written
  std::string raw;                            // text between the quotes, with escapes
  std::optional<std::size_t> unknown_escape;  // offset of the first one in a text
  std::int64_t number = 0;
  int scale = 0;
  double real = 0;
  bool duration = false;  // written with a unit of time
  bool negative = false;  // includes the minus before it: only -9223372036854775808
};

// Reads the token at `at` and moves `at` past it. Offsets count from the start of the source plus `base`. The value of
// a duration is in seconds, that of a share is a fraction of 1. Throws ExpressionError.
[[nodiscard]] Token next_token(std::string_view source, std::size_t& at, std::size_t base);

}  // namespace spate::generator
