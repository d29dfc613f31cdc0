// Converts the statistics of the run into metrics at each scrape. Keeps no state between scrapes.
#pragma once

#include <prometheus/collectable.h>
#include <prometheus/metric_family.h>

#include <string>
#include <vector>

#include "metrics/readiness.hpp"
#include "stats/run_stats.hpp"

namespace spate::metrics {

// Thread-safe. A scrape never blocks the threads that write the statistics.
class Collector : public prometheus::Collectable {
 public:
  // `stats` must outlive this object.
  explicit Collector(const stats::RunStats& stats) noexcept : stats_{stats} {}

  // All families, from one snapshot. Omits families without samples, such as spate_broker_* before the first
  // statistics.
  [[nodiscard]] std::vector<prometheus::MetricFamily> Collect() const override;

  // Collect() in the Prometheus text format, version 0.0.4.
  [[nodiscard]] std::string expose() const;

  [[nodiscard]] Readiness ready() const { return readiness(stats_); }

 private:
  const stats::RunStats& stats_;
};

}  // namespace spate::metrics
