// Merges defaults into streams, and the keys of streams that share a topic.
#pragma once

#include <string_view>
#include <vector>

#include "scenario/yaml/node.hpp"

namespace spate::scenario {

// Merges `overrides` into `base`: maps merge by key, keys of `base` first; lists and scalars replace.
[[nodiscard]] Node merged(const Node& base, Node overrides);

// Each stream with `defaults` merged. The record, generator or replay of a stream replaces that of the defaults. Items
// that are not maps do not change.
[[nodiscard]] std::vector<Node> with_defaults(const Node* defaults, const Node& streams);

// Gives each stream the topic keys of other streams with the same topic. Reports conflicts.
void share_topics(std::vector<Node>& streams, Diagnostics& diagnostics);

}  // namespace spate::scenario
