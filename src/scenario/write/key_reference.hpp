// The reference tables of docs/reference/scenario.md, made from the key table.
#pragma once

#include <string>
#include <string_view>

#include "scenario/keys/key_specs.hpp"

namespace spate::scenario {

// The keys of one map as a Markdown table, those not supported yet in a line below it.
[[nodiscard]] std::string reference_table(SectionKind where);

// `page` with what stands between "<!-- keys: stream -->" and "<!-- /keys -->" replaced, for every such pair.
[[nodiscard]] std::string with_reference_tables(std::string_view page);

}  // namespace spate::scenario
