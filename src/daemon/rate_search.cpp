#include "daemon/rate_search.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace spate::daemon {
namespace {

constexpr int kConfirmations = 5;

// The resolution of the search, 5 %.
constexpr report::Thousandths lowered(report::Thousandths multiple) {
  return std::max(kMinMultiplier, multiple * 95 / 100);
}

class Search {
 public:
  explicit Search(const std::function<std::optional<bool>(const report::Trial&)>& run_trial) : run_trial_(run_trial) {}

  report::RateSearch run() {
    if (bracket() && bisect()) confirm();
    return std::move(result_);
  }

 private:
  // Returns false if the search must end.
  bool try_multiplier(report::Thousandths multiple, bool confirmation = false) {
    report::Trial trial{.multiplier = multiple, .confirmation = confirmation};
    const auto passed = run_trial_(trial);
    if (!passed) return false;
    trial.passed = *passed;
    result_.trials.push_back(trial);
    (trial.passed ? low_ : high_) = multiple;
    return true;
  }

  // Finds a rate that passes and twice that rate that fails. Returns false if no rate passes.
  bool bracket() {
    if (!try_multiplier(1000)) return false;
    while (!high_ && *low_ < kMaxMultiplier)
      if (!try_multiplier(*low_ * 2)) return false;
    while (!low_ && *high_ > kMinMultiplier)
      if (!try_multiplier(*high_ / 2)) return false;
    return low_.has_value();
  }

  bool bisect() {
    while (high_ && *low_ < lowered(*high_)) {
      const auto middle = std::sqrt(static_cast<double>(*low_) * static_cast<double>(*high_));
      if (!try_multiplier(std::clamp(static_cast<report::Thousandths>(middle), *low_ + 1, *high_ - 1))) return false;
    }
    return true;
  }

  void confirm() {
    for (int attempt = 0; attempt < kConfirmations; ++attempt) {
      const auto multiple = *low_;
      if (!try_multiplier(multiple, true)) return;
      if (result_.trials.back().passed) {
        result_.best = multiple;
        result_.lowest_failed = high_;
        return;
      }
      if (multiple == kMinMultiplier) return;
      low_ = lowered(multiple);
    }
  }

  const std::function<std::optional<bool>(const report::Trial&)>& run_trial_;
  std::optional<report::Thousandths> low_;   // the highest that passed
  std::optional<report::Thousandths> high_;  // the lowest that failed
  report::RateSearch result_;
};

}  // namespace

report::RateSearch search_rate(const std::function<std::optional<bool>(const report::Trial&)>& run_trial) {
  return Search{run_trial}.run();
}

}  // namespace spate::daemon
