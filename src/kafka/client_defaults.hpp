// Where spate's client differs from librdkafka's defaults, and what is not the user's to set: two tables.
#pragma once

#include <span>
#include <string_view>

namespace spate::kafka {

// What spate sets when the user says nothing. Names the library in use does not know are left out.
struct PropertyDefault {
  std::string_view name;
  std::string_view value;
  std::string_view reason;
};
[[nodiscard]] std::span<const PropertyDefault> property_defaults() noexcept;

// What spate sets or forbids for its own working: the user's setting is refused with the reason.
struct OwnedProperty {
  std::string_view name;
  std::string_view value;  // what spate sets; empty: nothing
  std::string_view reason;
};
[[nodiscard]] std::span<const OwnedProperty> owned_properties() noexcept;

}  // namespace spate::kafka
