// Turns the run's statistics into metrics when somebody asks; nothing is kept, nothing runs between scrapes.
#pragma once

#include <prometheus/collectable.h>
#include <prometheus/metric_family.h>

#include <string>
#include <vector>

#include "metrics/readiness.hpp"
#include "stats/run_stats.hpp"

namespace spate::metrics {

// Any number of threads may collect at once; the statistics' writers are never held up.
class Collector : public prometheus::Collectable {
 public:
  // `stats` outlives the collector and has all its streams.
  explicit Collector(const stats::RunStats& stats) noexcept : stats_{stats} {}

  // Every family of the table, from one reading; those without a sample yet (brokers) are left out.
  [[nodiscard]] std::vector<prometheus::MetricFamily> Collect() const override;

  // The same in Prometheus' text format, version 0.0.4.
  [[nodiscard]] std::string expose() const;

  [[nodiscard]] Readiness ready() const { return readiness(stats_); }

 private:
  const stats::RunStats& stats_;
};

}  // namespace spate::metrics
