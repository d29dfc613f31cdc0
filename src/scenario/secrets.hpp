// Which properties are never shown.
#pragma once

#include <string_view>

namespace spate {

inline constexpr std::string_view kMask = "***";

// Kafka properties whose value is a secret wherever it comes from: names holding "password", "secret" or ".pem", and
// sasl.oauthbearer.config. librdkafka does not mark them.
[[nodiscard]] bool names_a_secret(std::string_view property) noexcept;

}  // namespace spate
