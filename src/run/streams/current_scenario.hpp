// The current scenario of a run: immutable, and exchanged as a whole by a reload.
#pragma once

#include <memory>
#include <mutex>
#include <utility>

#include "scenario/model/scenario.hpp"

namespace spate::run {

// Thread-safe. Only the control thread calls exchange().
class CurrentScenario {
 public:
  explicit CurrentScenario(scenario::Scenario scenario)
      : scenario_(std::make_shared<const scenario::Scenario>(std::move(scenario))) {}

  [[nodiscard]] std::shared_ptr<const scenario::Scenario> get() const noexcept {
    const std::lock_guard lock{mutex_};
    return scenario_;
  }
  void exchange(std::shared_ptr<const scenario::Scenario> next) noexcept {
    const std::lock_guard lock{mutex_};
    scenario_.swap(next);
  }

 private:
  mutable std::mutex mutex_;
  std::shared_ptr<const scenario::Scenario> scenario_;
};

}  // namespace spate::run
