// The part of a reload that changes the run.
#pragma once

#include <functional>
#include <optional>

#include "run/reload/cutover.hpp"
#include "run/reload/staged_reload.hpp"
#include "run/streams/run_context.hpp"

namespace spate::run {

// Cannot fail: neither allocates nor waits for anything but deliveries, where another client is staged (see
// cut_over()); `meanwhile` is called then. Before new workers start it saves the run's state, which may fail as at any
// other time: the state before stays. The control thread.
std::optional<Cutover> commit(RunContext& run, StagedReload& staged, const std::function<void()>& meanwhile) noexcept;

}  // namespace spate::run
