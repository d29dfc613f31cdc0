// The destination of batches: librdkafka, or none (tests, --sink null). One sink per stream.
#pragma once

#include <span>

#include "record/record.hpp"

namespace spate::record {

// Called by the stream's worker only. Does not throw.
class RecordSink {
 public:
  RecordSink() = default;
  RecordSink(const RecordSink&) = delete;
  RecordSink& operator=(const RecordSink&) = delete;
  virtual ~RecordSink() = default;

  // Enqueues records of one partition, in order. Returns the number of enqueued records, from the front. It includes
  // records that are rejected permanently: the sink has counted them as failed and released them. If the result is less
  // than the size of `run`, the queue is full: offer the rest again. Writes `now` to the slots as their enqueue time.
  virtual std::size_t enqueue(std::span<const Record> run, MonotonicTime now) noexcept = 0;

  // Number of partitions of the topic, at least 1. May grow during a run.
  [[nodiscard]] virtual std::int32_t partition_count() const noexcept = 0;
};

}  // namespace spate::record
