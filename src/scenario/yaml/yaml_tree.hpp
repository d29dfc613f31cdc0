// YAML text to a tree of places and scalars: the only door through which YAML enters.
#pragma once

#include <optional>

#include "scenario/yaml/node.hpp"
#include "scenario/yaml/source_text.hpp"

namespace spate::scenario {

inline constexpr std::size_t kMaxDepth = 64;

// Reads one document whose root is a map. Anchors, aliases, tags, merge keys, duplicate keys, keys that are not
// scalars, missing values, nesting beyond kMaxDepth and YAML's silent traps are reported, each at its place; where the
// tree can still be used for further checks it is returned all the same, so an answer does not mean that all is well.
[[nodiscard]] std::optional<Node> read_yaml(const SourceText& source, Diagnostics& diagnostics);

}  // namespace spate::scenario
