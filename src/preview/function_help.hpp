// Help on the functions of the record language, for `spate functions`.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace spate::preview {

[[nodiscard]] std::vector<std::string_view> function_names();
// One line per function: signature and result.
[[nodiscard]] std::string function_list();
// Full help on one function with an example. Returns an empty text if it is unknown.
[[nodiscard]] std::string function_page(std::string_view name);

}  // namespace spate::preview
