// Counts delivery reports: adds each record to the statistics of its stream and releases it from its block.
#pragma once

#include <array>
#include <cstdint>
#include <utility>

#include "base/time.hpp"
#include "kafka/delivery.hpp"
#include "stats/failures.hpp"

struct rd_kafka_op_s;
struct rd_kafka_message_s;

namespace spate::record {
class Block;
struct Slot;
}  // namespace spate::record

namespace spate::stats {
class Histogram;
struct StreamStats;
}  // namespace spate::stats

namespace spate::kafka {

// Called by the poll thread only. The opaque of a message is its Slot. The owner of the slot's block is its
// StreamStats.
class DeliveryCounter {
 public:
  explicit DeliveryCounter(DeliveryObserver observer) : observer_(std::move(observer)) {}

  // Counts all reports of one event, received at `now`. Publishes the counts before it returns.
  void count(rd_kafka_op_s& event, MonotonicTime now) noexcept;

 private:
  // Successive reports with the same block, interval, partition and error. Published and released together.
  struct Run {
    record::Block* block = nullptr;
    stats::StreamStats* stats = nullptr;
    stats::ErrorCode error = 0;
    std::int32_t partition = 0;
    std::uint32_t interval = 0;
    std::uint32_t records = 0;
    std::uint64_t bytes = 0;
    std::uint64_t possibly_persisted = 0;
  };
  // Successive records with the same time. They need one update of the histogram.
  struct EqualTimes {
    MonotonicTime at{};
    std::uint64_t records = 0;
  };

  void count(const rd_kafka_message_s& message) noexcept;
  [[nodiscard]] bool continues(const rd_kafka_message_s& message, const record::Slot& slot) const noexcept;
  void start(const rd_kafka_message_s& message, const record::Slot& slot) noexcept;
  void add(const rd_kafka_message_s& message, const record::Slot& slot) noexcept;
  void notify_consumer(const rd_kafka_message_s& message, const record::Slot& slot) noexcept;
  void observe(const rd_kafka_message_s& message, const record::Slot& slot) const;
  void publish() noexcept;
  void count_time(EqualTimes& times, MonotonicTime at, stats::Histogram& histogram) noexcept;
  void record_times(EqualTimes& times, stats::Histogram& histogram) noexcept;

  DeliveryObserver observer_;
  std::array<const rd_kafka_message_s*, 64> messages_{};
  MonotonicTime now_{};
  Run run_;
  EqualTimes enqueued_;
  EqualTimes intended_;
};

}  // namespace spate::kafka
