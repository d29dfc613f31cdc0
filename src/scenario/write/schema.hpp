// JSON Schema of the language (`check --schema`), generated from the key table.
#pragma once

#include <string>

namespace spate::scenario {

[[nodiscard]] std::string scenario_schema();

}  // namespace spate::scenario
