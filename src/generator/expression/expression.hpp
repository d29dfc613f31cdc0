// An expression as written: its tree, each piece with its offset in the scalar it stands in.
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
  enum class Kind { exact, real, text, boolean, null, name, member, call, list, negate, negation, binary };
  struct Argument;

  Kind kind = Kind::null;
  std::size_t offset = 0;
  std::string text;                           // text: its value; name, member, call: the name; binary: the operator
  std::string raw;                            // text: as written between the quotes
  std::optional<std::size_t> unknown_escape;  // text: the offset of the first
  std::int64_t number = 0;                    // exact: number / 10^scale; boolean: 0 or 1
  int scale = 0;
  double real = 0;
  bool duration = false;            // exact: it had a unit of time, and is in seconds
  std::vector<Argument> arguments;  // member: the owner; negate, negation: one; binary: two; call, list: as written
};

struct Expression::Argument {
  std::string name;  // empty: by position
  Expression value;
};

// Parses the expression at the start of `source`, up to its end, or, where `closing` is given, up to the first ':' or
// '}' that is not part of it. `end` receives where it stopped. Offsets count from `source`'s begin plus `offset`.
// Throws ExpressionError; nesting is limited to kMaxNesting.
[[nodiscard]] Expression parse_expression(std::string_view source, std::size_t offset, bool closing, std::size_t& end);

inline constexpr int kMaxNesting = 64;

}  // namespace spate::generator
