// Where batches go: librdkafka, or nothing (tests, --sink null). One sink per stream.
#pragma once

#include <span>

#include "record/record.hpp"

namespace spate::record {

// Called by the stream's worker alone. Never throws.
class RecordSink {
 public:
  RecordSink() = default;
  RecordSink(const RecordSink&) = delete;
  RecordSink& operator=(const RecordSink&) = delete;
  virtual ~RecordSink() = default;

  // Hands over records of ONE partition, in order. Returns how many, from the front, it settled: accepted, or refused
  // for good (those it has counted as failed and released). Fewer than given: the queue is full, offer the rest again.
  // `now` is stamped into the slots as their enqueue time.
  virtual std::size_t enqueue(std::span<const Record> run, MonotonicTime now) noexcept = 0;

  // Partitions of the topic now, at least 1; may grow while running.
  [[nodiscard]] virtual std::int32_t partition_count() const noexcept = 0;
};

}  // namespace spate::record
