// `--sink null`: takes every record at once and throws it away, to know what generator and pacer alone can do.
#pragma once

#include "record/record_sink.hpp"
#include "stats/stream_stats.hpp"

namespace spate::run {

// Counts each record as delivered, acknowledged the moment it was handed over: the account of a Kafka that takes no
// time. The stream's worker alone; `stats` outlives it.
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
