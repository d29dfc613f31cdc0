// The live changes of a stream: permanent settings, and temporary ones that replace them until they expire.
#pragma once

#include <optional>
#include <utility>

#include "base/time.hpp"
#include "run/override/live_change.hpp"
#include "run/override/live_settings.hpp"

namespace spate::run {

class LiveOverride {
 public:
  [[nodiscard]] const LiveSettings& settings() const noexcept { return temporary_ ? temporary_->settings : permanent_; }
  // When the temporary settings expire; kNever if there are none.
  [[nodiscard]] MonotonicTime next_expiry() const noexcept { return temporary_ ? temporary_->until : kNever; }

  void add(const LiveChange& change, MonotonicTime now) {
    temporary_.reset();
    if (change.duration)
      temporary_ = TemporarySettings{change.settings, saturating_add(now, *change.duration)};
    else
      permanent_ = change.settings;
  }
  // Ends the temporary settings.
  void expire() noexcept { temporary_.reset(); }
  // Ends all but a permanent pause. Called when the scenario's rate changes.
  void drop_rates() noexcept {
    temporary_.reset();
    permanent_.rate.reset();
  }
  void clear() noexcept {
    drop_rates();
    permanent_.paused = false;
  }

 private:
  LiveSettings permanent_;
  std::optional<TemporarySettings> temporary_;
};

}  // namespace spate::run
