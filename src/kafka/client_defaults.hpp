// Two tables of client properties: defaults that differ from librdkafka's, and properties that a user cannot set.
#pragma once

#include <span>
#include <string_view>

namespace spate::kafka {

// Set unless the scenario sets it. Skipped if the librdkafka in use does not know it.
struct PropertyDefault {
  std::string_view name;
  std::string_view value;
  std::string_view reason;
};
[[nodiscard]] std::span<const PropertyDefault> property_defaults() noexcept;

// Managed by spate. A scenario that sets it is rejected with the reason.
struct OwnedProperty {
  std::string_view name;
  std::string_view value;  // empty: not set here
  std::string_view reason;
};
[[nodiscard]] std::span<const OwnedProperty> owned_properties() noexcept;

}  // namespace spate::kafka
