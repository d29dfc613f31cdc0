#include "scenario/yaml/node.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace spate::scenario {
namespace {

bool is_plain_name(std::string_view name) {
  constexpr std::string_view punctuation = "_-$";
  return !name.empty() && std::all_of(name.begin(), name.end(), [&](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           punctuation.find(c) != std::string_view::npos;
  });
}

// Limits the length of names in paths.
std::string shortened(std::string_view name) {
  constexpr std::size_t longest = 80;
  return name.size() <= longest ? std::string{name} : std::string{name.substr(0, longest)} + "…";
}

}  // namespace

const Node* Node::find(std::string_view name) const noexcept {
  const auto member =
      std::find_if(members.begin(), members.end(), [&](const Member& candidate) { return candidate.name == name; });
  return member == members.end() ? nullptr : &member->value;
}

Node* Node::find(std::string_view name) noexcept {
  const auto member =
      std::find_if(members.begin(), members.end(), [&](const Member& candidate) { return candidate.name == name; });
  return member == members.end() ? nullptr : &member->value;
}

std::string member_path(std::string_view parent, std::string_view name) {
  if (!is_plain_name(name)) return fmt::format("{}[\"{}\"]", parent, shortened(name));
  return parent.empty() ? shortened(name) : fmt::format("{}.{}", parent, shortened(name));
}

std::string item_path(std::string_view parent, std::size_t index) { return fmt::format("{}[{}]", parent, index); }

std::string_view kind_name(Node::Kind kind) noexcept {
  if (kind == Node::Kind::map) return "map";
  return kind == Node::Kind::list ? "list" : "scalar";
}

}  // namespace spate::scenario
