// Key tables of the reference pages.
#pragma once

#include <string>
#include <string_view>

#include "scenario/keys/key_specs.hpp"

namespace spate::scenario {

// The keys of one map as a Markdown table.
[[nodiscard]] std::string reference_table(SectionKind kind);

// `page` with the text between each pair of "<!-- keys: stream -->" and "<!-- /keys -->" replaced by the table.
[[nodiscard]] std::string with_reference_tables(std::string_view page);

}  // namespace spate::scenario
