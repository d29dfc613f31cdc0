// Random text that matches a regular expression.
//
// Supports literals, sets [A-Z0-9_] and [^…], . \d \w \s \D \W \S, groups, alternatives, and the repetitions ? {n}
// {m,n}. Drawn characters are printable ASCII. Repetitions without an upper bound (* + {m,}), look-around and
// references to groups are errors.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace spate::generator::functions {

struct Pattern {
  struct Range {
    std::uint32_t begin = 0;
    std::uint32_t end = 0;
  };
  struct Node {
    enum class Kind { literal, one_of, group };
    Kind kind = Kind::literal;
    Range range;  // literal, one_of: of `characters`; group: of `alternatives`
    std::uint32_t min = 1;
    std::uint32_t max = 1;
  };

  std::vector<Node> nodes;
  std::vector<Range> alternatives;  // sequences of nodes, after their nodes
  std::string characters;
  Range whole;  // of `alternatives`
  std::uint32_t max_bytes = 0;

  // Writes at most max_bytes; returns the end.
  char* write(char* out, std::uint64_t state, std::uint64_t site) const noexcept;
};

// Throws ExpressionError; its offsets start at `offset`.
[[nodiscard]] Pattern parse_pattern(std::string_view text, std::size_t offset);

// Limits of the cost of a pattern.
inline constexpr std::uint64_t kMaxPatternSteps = 8192;  // characters and empty repetitions together
inline constexpr int kMaxPatternDepth = 16;

}  // namespace spate::generator::functions
