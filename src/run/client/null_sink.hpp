// `--sink null`: discards every record, to measure generator and pacer alone.
#pragma once

#include "record/record_sink.hpp"
#include "stats/stream_stats.hpp"

namespace spate::run {

// Counts each record as delivered when it is enqueued, with an ack latency of 0. Called by the worker only. `stats`
// must outlive this object.
class NullSink final : public record::RecordSink {
 public:
  NullSink(std::int32_t partitions, stats::StreamStats& stats) noexcept : partitions_(partitions), stats_(stats) {}

  std::size_t enqueue(std::span<const record::Record> run, MonotonicTime now) noexcept override;
  [[nodiscard]] std::int32_t partition_count() const noexcept override { return partitions_; }

 private:
  std::int32_t partitions_;
  stats::StreamStats& stats_;
};

}  // namespace spate::run
