// What to write instead of an unknown name: the known name nearest to it, or what it is called here.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "scenario/text/foreign_names.hpp"

namespace spate::scenario {

// The candidate nearest to `written` (optimal string alignment distance, letter case aside), if it is near enough to be
// a slip: at most a third of the letters. Empty if none is. The first of several equally near wins.
[[nodiscard]] std::string_view nearest(std::string_view written, std::span<const std::string_view> candidates);

// "; did you mean "partitions"?", or nothing.
[[nodiscard]] std::string did_you_mean(std::string_view written, std::span<const std::string_view> candidates);

// What to write instead of a name that is unknown: ": use …" from foreign_names, else what did_you_mean says.
[[nodiscard]] std::string suggestion(ForeignName::Kind kind, std::string_view written,
                                     std::span<const std::string_view> candidates = {});

}  // namespace spate::scenario
