// The syntax tree of an expression. Each node has its offset in the scalar.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "generator/value/expression_error.hpp"

namespace spate::generator {

struct Expression {
  enum class Kind { exact, real, text, boolean, null, name, member, call, list, negate, logical_not, binary };
  struct Argument;

  Kind kind = Kind::null;
  std::size_t offset = 0;
  std::string text;                           // value of a text; name of a name, member or call; operator
  std::string raw;                            // text between the quotes, with escapes
  std::optional<std::size_t> unknown_escape;  // offset of the first one in a text
  std::int64_t number = 0;                    // exact: number / 10^scale; boolean: 0 or 1
  int scale = 0;
  double real = 0;
  bool duration = false;            // exact: written with a unit of time, in seconds
  std::vector<Argument> arguments;  // member: the owner; negate, logical_not: one; binary: two; call, list: as written
};

struct Expression::Argument {
  std::string name;  // empty: positional
  Expression value;
};

// Parses the expression at the start of `source`, up to its end or, with `closing`, up to the first ':' or '}' that is
// not part of it. Sets `end` to the position after it. Offsets count from the start of `source` plus `offset`.
// Throws ExpressionError, also for a nesting deeper than kMaxNesting.
[[nodiscard]] Expression parse_expression(std::string_view source, std::size_t offset, bool closing, std::size_t& end);

inline constexpr int kMaxNesting = 64;

}  // namespace spate::generator
