// Compiles a stream that replays a file.
#pragma once

#include <optional>

#include "generator/generator.hpp"

namespace spate::generator {

// Opens the stream's file and reads all of it. Reports every problem; returns nullopt if there is one. With
// `on_bad_record: fail`, unusable lines are a problem. `control` may be null.
[[nodiscard]] std::optional<Generator> open_replay(const scenario::Scenario& scenario, const scenario::Stream& stream,
                                                   scenario::Diagnostics& diagnostics, ScanControl* control = nullptr);

}  // namespace spate::generator
