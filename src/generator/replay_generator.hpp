// What a Generator does for a stream that replays a file.
#pragma once

#include <optional>

#include "generator/generator.hpp"

namespace spate::generator {

// Opens the stream's file and reads it through. Reports what is wrong: with on_bad_record: fail also each line that
// cannot be used, the first as its place.
[[nodiscard]] std::optional<Generator> open_replay(const scenario::Scenario& scenario, const scenario::Stream& stream,
                                                   scenario::Diagnostics& diagnostics, ScanControl* control = nullptr);

}  // namespace spate::generator
