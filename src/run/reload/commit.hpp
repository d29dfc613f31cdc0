// The part of a reload that changes the run.
#pragma once

#include <functional>
#include <optional>

#include "run/reload/cutover.hpp"
#include "run/reload/staged_reload.hpp"
#include "run/streams/run_context.hpp"

namespace spate::run {

// Cannot fail: allocates nothing, and waits only for deliveries if another client is staged (see cut_over()), calling
// `meanwhile`. Saves the state of the run before new workers start; if that fails, the previous state remains. Control
// thread only.
std::optional<Cutover> commit(RunContext& run, StagedReload& staged, const std::function<void()>& meanwhile) noexcept;

}  // namespace spate::run
