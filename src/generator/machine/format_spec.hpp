// The format spec of ${expression:spec}: fill, width, sign, zeros, precision and base, as in fmt and Python.
#pragma once

#include <string>
#include <string_view>

#include "generator/value/operand.hpp"

namespace spate::generator {

// [[fill]align][sign][#][0][width][.precision][type]; align < > ^; type d x X o b for integers, f for numbers,
// e g for floats, s for text. Fill is one ASCII character.
struct FormatSpec {
  char fill = ' ';
  char align = 0;  // 0: text left, numbers right
  char sign = '-';
  bool alternate = false;
  bool zeros = false;
  int width = 0;
  int precision = -1;
  char type = 0;

  // Throws ExpressionError if the spec is invalid or does not fit the type.
  [[nodiscard]] static FormatSpec read(std::string_view text, const Type& type, std::size_t offset);
  [[nodiscard]] bool empty() const noexcept { return !written; }
  [[nodiscard]] std::size_t max_bytes() const noexcept;
  [[nodiscard]] bool json_plain() const noexcept { return fill != '"' && fill != '\\'; }
  [[nodiscard]] bool csv_plain() const noexcept {
    return std::string_view{",;|\t\""}.find(fill) == std::string_view::npos;
  }

  bool written = false;
  std::size_t text_bytes = 0;  // largest size before padding
};

inline constexpr int kMaxWidth = 200;
inline constexpr int kMaxPrecision = 18;

}  // namespace spate::generator
