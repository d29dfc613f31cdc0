// Cuts an expression into tokens: numbers with their units, quoted text, names and operators.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace spate::generator {

inline constexpr const char* kNoExactNumber =
    "the number does not fit 64 bits, or has more than 18 decimal places: use a float such as 1e30";

struct Token {
  enum class Kind { end, exact, real, text, name, symbol };

  Kind kind = Kind::end;
  std::size_t offset = 0;
  std::string text;                           // text: unescaped; name and symbol: as written
  std::string raw;                            // text: as written between the quotes
  std::optional<std::size_t> unknown_escape;  // text: the offset of the first
  std::int64_t number = 0;
  int scale = 0;
  double real = 0;
  bool duration = false;  // it had a unit of time
  bool negative = false;  // number: exact only with the minus before it, which it has: -9223372036854775808
};

// Reads from `at` on and moves it behind the token. Offsets count from the source's begin plus `base`. A duration is
// its seconds, a share its fraction of one. Throws ExpressionError.
[[nodiscard]] Token next_token(std::string_view source, std::size_t& at, std::size_t base);

}  // namespace spate::generator
