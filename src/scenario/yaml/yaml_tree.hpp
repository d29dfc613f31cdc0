// Parses YAML text into a tree of nodes.
#pragma once

#include <optional>

#include "scenario/yaml/node.hpp"
#include "scenario/yaml/source_text.hpp"

namespace spate::scenario {

inline constexpr std::size_t kMaxDepth = 64;

// Reads one document whose root is a map. Reports anchors, aliases, tags, merge keys, duplicate keys, keys that are not
// scalars, missing values, nesting beyond kMaxDepth and misleading YAML. Returns the tree if further checks are
// possible, even after reports.
[[nodiscard]] std::optional<Node> read_yaml(const SourceText& source, Diagnostics& diagnostics);

}  // namespace spate::scenario
