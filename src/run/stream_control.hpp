// The control API of a run: status and live changes of its streams.
#pragma once

#include <string_view>

#include "base/time.hpp"
#include "http/control/control.hpp"
#include "run/streams/current_scenario.hpp"
#include "run/streams/registry.hpp"
#include "run/streams/stream_status.hpp"
#include "stats/run_stats.hpp"
#include "stream/worker.hpp"

namespace spate::run {

// Thread-safe, except tick(). The constructor's arguments must outlive this object.
class StreamControl {
 public:
  // Reads `origin` once a stream accepts changes. Sets `wake` when next_expiry() has changed.
  StreamControl(const CurrentScenario& scenario, const stream::Origin& origin, Registry& registry,
                stats::ControlStats& stats, WakeEvent& wake) noexcept
      : scenario_(scenario), origin_(origin), registry_(registry), stats_(stats), wake_(wake) {}

  [[nodiscard]] http::ControlResponse status() const;
  [[nodiscard]] http::ControlResponse status(std::string_view name);
  // Takes effect within 1 ms. Logs the action and counts it.
  http::ControlResponse act(const http::ControlAction& action);

  // Ends expired temporary settings. Called by the control thread about once a second and at next_expiry().
  void tick(MonotonicTime now);
  // The first expiry; kNever without temporary settings.
  [[nodiscard]] MonotonicTime next_expiry() const;

 private:
  [[nodiscard]] http::ControlResponse unknown_stream(std::string_view name) const;
  [[nodiscard]] StreamStatus status_of(const RunningStream& stream, MonotonicTime now) const;
  [[nodiscard]] double target_rate(const RunningStream& stream, MonotonicTime now) const;
  void change(RunningStream& stream, const LiveChange& change);
  void expire(RunningStream& stream);

  const CurrentScenario& scenario_;
  const stream::Origin& origin_;
  Registry& registry_;
  stats::ControlStats& stats_;
  WakeEvent& wake_;
};

}  // namespace spate::run
