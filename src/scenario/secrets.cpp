#include "scenario/secrets.hpp"

namespace spate {

bool names_a_secret(std::string_view property) noexcept {
  for (const std::string_view part : {"password", "secret", ".pem"})
    if (property.find(part) != std::string_view::npos) return true;
  return property == "sasl.oauthbearer.config";
}

}  // namespace spate
