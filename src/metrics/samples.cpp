#include "metrics/samples.hpp"

#include <cassert>
#include <limits>

#include "metrics/families.hpp"

namespace spate::metrics {

Samples::Samples(const Family& family) : family_{family} {
  samples_.name = family.name;
  samples_.help = family.help;
  samples_.type = family.type;
}

prometheus::ClientMetric& Samples::labelled(std::initializer_list<std::string_view> values) {
  prometheus::ClientMetric& metric = samples_.metric.emplace_back();
  metric.label.reserve(values.size());
  assert(values.size() <= family_.labels.size());
  auto name = family_.labels.begin();
  for (const std::string_view value : values) metric.label.push_back({std::string{*name++}, std::string{value}});
  return metric;
}

void Samples::add(std::initializer_list<std::string_view> labels, double value) {
  prometheus::ClientMetric& metric = labelled(labels);
  if (family_.type == prometheus::MetricType::Counter) {
    metric.counter.value = value;
  } else {
    metric.gauge.value = value;
  }
}

void Samples::add(std::initializer_list<std::string_view> labels, const BucketCounts& buckets) {
  auto& histogram = labelled(labels).histogram;
  histogram.sample_count = buckets.count;
  histogram.sample_sum = buckets.sum_seconds;
  histogram.bucket.reserve(buckets.bounds.size() + 1);
  for (std::size_t bucket = 0; bucket < buckets.bounds.size(); ++bucket) {
    histogram.bucket.push_back({buckets.at_most[bucket], to_seconds(buckets.bounds[bucket])});
  }
  histogram.bucket.push_back({buckets.count, std::numeric_limits<double>::infinity()});
}

}  // namespace spate::metrics
