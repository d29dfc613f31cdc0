// What the control API has asked of a stream, and until when.
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
  // kNever: permanent.
  [[nodiscard]] MonotonicTime next_expiry() const noexcept { return temporary_ ? temporary_->until : kNever; }

  void add(const LiveChange& change, MonotonicTime now) {
    temporary_.reset();
    if (change.duration)
      temporary_ = TemporarySettings{change.settings, saturating_add(now, *change.duration)};
    else
      permanent_ = change.settings;
  }
  // Back to the permanent settings.
  void expire() noexcept { temporary_.reset(); }
  // The scenario has another rate from now on: only a pause outlives that.
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
