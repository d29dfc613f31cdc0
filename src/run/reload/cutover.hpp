// Moves the streams of a run to another client.
#pragma once

#include <functional>

#include "base/time.hpp"
#include "run/reload/staged_reload.hpp"
#include "run/streams/run_context.hpp"

namespace spate::run {

struct Cutover {
  Duration took{};
  bool interrupted = false;    // run stops; SharedClient::finish() waits for both clients
  bool all_delivered = false;  // false: records were purged
};

// Each stream switches once all its records in the previous client are settled: that keeps their order. Blocks for up
// to shutdown.flush_timeout and calls `meanwhile` about ten times a second. Ignores exceptions of `meanwhile`, whose
// work the control thread repeats later. Cannot fail.
Cutover cut_over(RunContext& run, StagedReload& staged, const std::function<void()>& meanwhile) noexcept;

}  // namespace spate::run
