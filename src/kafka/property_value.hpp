// The shapes of property values that librdkafka reads more loosely than its users mean.
#pragma once

#include <string>
#include <string_view>

#include "kafka/property_catalog.hpp"

namespace spate::kafka {

// What is wrong with a value before librdkafka sees it; empty: nothing. It would read "5x" as 5 and "010" as 8, and
// take any text for a list of brokers.
[[nodiscard]] std::string value_problem(const CatalogEntry& property, std::string_view value);

}  // namespace spate::kafka
