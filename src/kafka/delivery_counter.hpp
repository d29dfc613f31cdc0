// Turns delivery reports into figures: each record of an event is counted for its stream and released from its block.
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

// The poll thread alone. The opaque of every message is its Slot, the owner of the slot's block its StreamStats.
class DeliveryCounter {
 public:
  explicit DeliveryCounter(DeliveryObserver observer) : observer_(std::move(observer)) {}

  // All reports of one event, acknowledged at `now`. Figures are published before it returns.
  void count(rd_kafka_op_s& event, MonotonicTime now) noexcept;

 private:
  // Successive reports that agree in block, stretch, partition and error: published and released together.
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
  // Successive equal instants, so that records enqueued together cost one look at the histogram.
  struct IntendedTimes {
    MonotonicTime at{};
    std::uint64_t records = 0;
  };

  void count(const rd_kafka_message_s& message) noexcept;
  [[nodiscard]] bool continues(const rd_kafka_message_s& message, const record::Slot& slot) const noexcept;
  void start(const rd_kafka_message_s& message, const record::Slot& slot) noexcept;
  void add(const rd_kafka_message_s& message, const record::Slot& slot) noexcept;
  void sample_key(const rd_kafka_message_s& message) noexcept;
  void notify_consumer(const rd_kafka_message_s& message, const record::Slot& slot) noexcept;
  void observe(const rd_kafka_message_s& message, const record::Slot& slot) const;
  void publish() noexcept;
  void count_failure(IntendedTimes& instants, MonotonicTime at, stats::Histogram& histogram) noexcept;
  void settle(IntendedTimes& instants, stats::Histogram& histogram) noexcept;

  DeliveryObserver observer_;
  std::array<const rd_kafka_message_s*, 64> messages_{};
  MonotonicTime now_{};
  Run run_;
  std::uint64_t sample_gap_ = 1;    // one record in so many is sampled, on average
  std::uint64_t next_weight_ = 1;   // how many records the next sample stands for
  std::uint64_t until_sample_ = 1;  // records
  std::uint64_t samples_ = 0;
  IntendedTimes enqueued_;
  IntendedTimes intended_;
};

}  // namespace spate::kafka
