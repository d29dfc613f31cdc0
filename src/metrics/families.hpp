// The table of metric families. A new metric needs a row here and in docs/reference/metrics.md; a test compares the
// two.
#pragma once

#include <prometheus/metric_type.h>

#include <array>
#include <span>
#include <string_view>

namespace spate::metrics {

struct MetricsSnapshot;
class Samples;

struct Family {
  const char* name;
  prometheus::MetricType type;
  std::array<std::string_view, 3> labels;  // unused ones are empty
  const char* unit;                        // empty if the value has none
  const char* help;
  void (*fill)(const MetricsSnapshot&, Samples&);
};

// In the order of the scrape.
[[nodiscard]] std::span<const Family> families() noexcept;

}  // namespace spate::metrics
