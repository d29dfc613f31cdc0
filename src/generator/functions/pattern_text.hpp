// The useful part of regular expressions, turned round: text that matches one.
//
// Literals, sets [A-Z0-9_] and [^…], . \d \w \s \D \W \S, groups, alternatives, and the repetitions ? {n} {m,n}. What
// is drawn is printable ASCII. What has no end (* + {m,}) or does not describe text alone (look-around, references to
// groups) is an error.
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
  std::vector<Range> alternatives;  // sequences of nodes; they stand behind what they hold
  std::string characters;
  Range whole;  // of `alternatives`
  std::uint32_t max_bytes = 0;

  // Writes at most max_bytes; returns the end.
  char* write(char* out, std::uint64_t state, std::uint64_t site) const noexcept;
};

// Throws ExpressionError, with offsets counted from `offset` on.
[[nodiscard]] Pattern parse_pattern(std::string_view text, std::size_t offset);

// Both bound what a pattern can cost.
inline constexpr std::uint64_t kMaxPatternSteps = 8192;  // characters and empty repetitions together
inline constexpr int kMaxPatternDepth = 16;

}  // namespace spate::generator::functions
