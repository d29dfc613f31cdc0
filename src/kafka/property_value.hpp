// Stricter checks of values that librdkafka would misread.
#pragma once

#include <string>
#include <string_view>

#include "kafka/property_catalog.hpp"

namespace spate::kafka {

// The problem of a value; empty: none. librdkafka reads "5x" as 5 and "010" as 8, and accepts any text as a list of
// brokers.
[[nodiscard]] std::string value_problem(const CatalogEntry& property, std::string_view value);

}  // namespace spate::kafka
