#include "scenario/yaml/secrets.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace spate::scenario {
namespace {

constexpr std::array<std::string_view, 2> kMasked{"kafka", "topic_config"};
constexpr std::array<std::string_view, 2> kAddresses{"bootstrap.servers", "metadata.broker.list"};

template <std::size_t size>
bool is_in(const std::array<std::string_view, size>& names, std::string_view name) noexcept {
  return std::find(names.begin(), names.end(), name) != names.end();
}

void reject(Node& node, const std::string& path, Diagnostics& diagnostics) {
  if (node.secret) {
    diagnostics.report(node.place, path,
                       "a value from ${file:…} or ${credential:…} is a secret, and this is shown in logs and metrics: "
                       "write it here, or use ${env:NAME}");
    node.text.clear();
    node.quoted = false;
  }
  for (auto& member : node.members) {
    auto inner = member_path(path, member.name);
    if (inner == "control.token") continue;
    if (!is_in(kMasked, member.name)) {
      reject(member.value, inner, diagnostics);
      continue;
    }
    for (auto& property : member.value.members)
      if (is_in(kAddresses, property.name)) reject(property.value, member_path(inner, property.name), diagnostics);
  }
  for (std::size_t i = 0; i < node.items.size(); ++i) reject(node.items[i], item_path(path, i), diagnostics);
}

}  // namespace

void reject_visible_secrets(Node& scenario, Diagnostics& diagnostics) { reject(scenario, "", diagnostics); }

bool is_secret_property(std::string_view property) noexcept {
  for (const std::string_view part : {"password", "secret", ".pem"})
    if (property.find(part) != std::string_view::npos) return true;
  return property == "sasl.oauthbearer.config";
}

}  // namespace spate::scenario
