// How the streams of a run move to another client.
#pragma once

#include <functional>

#include "base/time.hpp"
#include "run/reload/staged_reload.hpp"
#include "run/streams/run_context.hpp"

namespace spate::run {

struct Cutover {
  Duration took{};
  bool interrupted = false;    // the run is to stop: SharedClient::finish() waits for both clients
  bool all_delivered = false;  // else the rest was purged
};

// Each stream switches by itself once all it enqueued at the old client is settled, so that its records stay in order.
// Waits for that for up to the scenario's shutdown.flush_timeout, and calls `meanwhile` about ten times a second; what
// that throws is dropped, as the control thread does the same again later. Cannot fail.
Cutover cut_over(RunContext& run, StagedReload& staged, const std::function<void()>& meanwhile) noexcept;

}  // namespace spate::run
