#include "metrics/collector.hpp"

#include <prometheus/text_serializer.h>

#include "metrics/families.hpp"
#include "metrics/metrics_snapshot.hpp"
#include "metrics/samples.hpp"

namespace spate::metrics {

std::vector<prometheus::MetricFamily> Collector::Collect() const {
  const MetricsSnapshot snapshot = read(stats_);
  std::vector<prometheus::MetricFamily> collected;
  collected.reserve(families().size());
  for (const Family& family : families()) {
    Samples samples{family};
    family.fill(snapshot, samples);
    auto filled = samples.release();
    if (!filled.metric.empty()) collected.push_back(std::move(filled));
  }
  return collected;
}

std::string Collector::expose() const { return prometheus::TextSerializer{}.Serialize(Collect()); }

}  // namespace spate::metrics
