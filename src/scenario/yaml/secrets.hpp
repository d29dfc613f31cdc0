// Secret values, and the places where they are allowed.
#pragma once

#include <string_view>

#include "scenario/yaml/node.hpp"

namespace spate::scenario {

inline constexpr std::string_view kMask = "***";

// True for Kafka properties that are always secret: names with "password", "secret" or ".pem", and
// sasl.oauthbearer.config. librdkafka does not mark them.
[[nodiscard]] bool is_secret_property(std::string_view property) noexcept;

// Reports values from ${file:…} or ${credential:…} in places that spate shows. They are allowed under control.token,
// kafka (also of streams and defaults, except broker addresses) and topic_config. Reported values count as missing.
void reject_visible_secrets(Node& scenario, Diagnostics& diagnostics);

}  // namespace spate::scenario
