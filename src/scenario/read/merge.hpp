// Trees laid over trees: defaults under streams, and streams that share a topic.
#pragma once

#include <string_view>
#include <vector>

#include "scenario/yaml/node.hpp"

namespace spate::scenario {

// `over` on top of `under`: maps merge by key, `under`'s first; lists and scalars replace.
[[nodiscard]] Node merged(const Node& under, Node over);

// Each stream as if it stood alone: `defaults` merged in. A stream's own record, generator or replay puts aside the
// others that the defaults name. Items that are no maps stay as they are.
[[nodiscard]] std::vector<Node> with_defaults(const Node* defaults, const Node& streams);

// Streams that share a topic get each other's topic keys; a key on which two of them disagree is reported.
void share_topics(std::vector<Node>& streams, Diagnostics& diagnostics);

}  // namespace spate::scenario
