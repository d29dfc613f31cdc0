// Collects the samples of one metric family. Not thread-safe.
#pragma once

#include <prometheus/metric_family.h>

#include <initializer_list>
#include <string_view>

#include "metrics/metrics_snapshot.hpp"

namespace spate::metrics {

struct Family;

class Samples {
 public:
  // `family` must outlive this object.
  explicit Samples(const Family& family);

  // Label values in the order of Family::labels.
  void add(std::initializer_list<std::string_view> labels, double value);
  void add(std::initializer_list<std::string_view> labels, std::uint64_t value) {
    add(labels, static_cast<double>(value));
  }
  void add(std::initializer_list<std::string_view> labels, const BucketCounts& buckets);

  [[nodiscard]] prometheus::MetricFamily release() { return std::move(samples_); }

 private:
  prometheus::ClientMetric& labelled(std::initializer_list<std::string_view> values);

  const Family& family_;
  prometheus::MetricFamily samples_;
};

}  // namespace spate::metrics
