// Which values are never shown, and where such values may stand.
#pragma once

#include <string_view>

#include "scenario/yaml/node.hpp"

namespace spate::scenario {

inline constexpr std::string_view kMask = "***";

// Kafka properties whose value is a secret wherever it comes from: names holding "password", "secret" or ".pem", and
// sasl.oauthbearer.config. librdkafka does not mark them.
[[nodiscard]] bool is_secret_property(std::string_view property) noexcept;

// Reports each value that comes from ${file:…} or ${credential:…} and stands where it would be shown. It may stand
// under control: token, kafka: (a stream's or the defaults' too) except the addresses of brokers, and topic_config:.
// What is reported counts as missing.
void refuse_shown_secrets(Node& scenario, Diagnostics& diagnostics);

}  // namespace spate::scenario
