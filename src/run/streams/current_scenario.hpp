// The scenario that the run follows: immutable, and exchanged as a whole when a reload is committed.
#pragma once

#include <memory>
#include <mutex>
#include <utility>

#include "scenario/model/scenario.hpp"

namespace spate::run {

// Any thread reads; the control thread alone exchanges. Control path, so a lock.
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
