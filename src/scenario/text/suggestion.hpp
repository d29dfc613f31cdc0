// Suggests a replacement for an unknown name: the nearest known name, or its name in spate.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "scenario/text/foreign_names.hpp"

namespace spate::scenario {

// The candidate nearest to `written` by optimal string alignment distance, ignoring case. The distance may be at most a
// third of the letters. Returns an empty text if none is near enough; the first of equally near ones wins.
[[nodiscard]] std::string_view nearest(std::string_view written, std::span<const std::string_view> candidates);

// "; did you mean "partitions"?", or nothing.
[[nodiscard]] std::string did_you_mean(std::string_view written, std::span<const std::string_view> candidates);

// What to write instead of a name that is unknown: ": use …" from foreign_names, else what did_you_mean says.
[[nodiscard]] std::string suggestion(ForeignName::Kind kind, std::string_view written,
                                     std::span<const std::string_view> candidates = {});

}  // namespace spate::scenario
