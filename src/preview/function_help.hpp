// The functions of the record language as `spate functions` prints them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace spate::preview {

[[nodiscard]] std::vector<std::string_view> function_names();
// A line for each: how it is called and what it gives.
[[nodiscard]] std::string function_list();
// One in full, with an example; empty when there is none of this name.
[[nodiscard]] std::string function_page(std::string_view name);

}  // namespace spate::preview
