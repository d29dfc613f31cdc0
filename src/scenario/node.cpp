#include "scenario/node.hpp"

#include <algorithm>

namespace spate {

const Node* Node::find(std::string_view name) const noexcept {
  const auto member =
      std::find_if(members.begin(), members.end(), [&](const Member& candidate) { return candidate.name == name; });
  return member == members.end() ? nullptr : &member->value;
}

}  // namespace spate
