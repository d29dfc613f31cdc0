// The one table of metric families: to add a metric, add a row here and to docs/reference/metrics.md (a test compares
// them).
#pragma once

#include <prometheus/metric_type.h>

#include <array>
#include <span>
#include <string_view>

namespace spate::metrics {

struct Reading;
class Samples;

struct Family {
  const char* name;
  prometheus::MetricType type;
  std::array<std::string_view, 3> labels;  // unused ones are empty
  const char* unit;                        // of the value; empty where it has none
  const char* help;
  void (*fill)(const Reading&, Samples&);
};

// In the order in which a scrape shows them.
[[nodiscard]] std::span<const Family> families() noexcept;

}  // namespace spate::metrics
