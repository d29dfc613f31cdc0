// Enqueues the records of one stream in the shared client, without a copy of their values.
#pragma once

#include <librdkafka/rdkafka.h>

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "kafka/delivery.hpp"
#include "kafka/handles.hpp"
#include "record/record_sink.hpp"
#include "stats/stream_stats.hpp"

namespace spate::kafka {

// enqueue() is called by the worker only, set_partitions() by the control thread only. Its Producer owns it.
class TopicSink final : public record::RecordSink {
 public:
  // `queue_bytes`: size of the producer queue. A larger record never fits.
  TopicSink(rd_kafka_t& client, ClientTopic topic, std::size_t queue_bytes, stats::StreamStats& stats,
            const DeliveryObserver& observer);

  std::size_t enqueue(std::span<const record::Record> run, MonotonicTime now) noexcept override;
  [[nodiscard]] std::int32_t partition_count() const noexcept override {
    return partitions_.load(std::memory_order_relaxed);
  }

  void set_partitions(std::int32_t partitions) noexcept { partitions_.store(partitions, std::memory_order_relaxed); }
  [[nodiscard]] const std::string& topic_name() const noexcept { return stats_.topic; }

 private:
  static constexpr std::size_t kMaxAtOnce = 256;  // so messages_ stays in the L1 cache

  std::size_t enqueue_at_once(std::span<const record::Record> run, MonotonicTime now) noexcept;
  std::size_t enqueue_one_by_one(std::span<const record::Record> run, MonotonicTime now) noexcept;
  std::size_t settle_rejected(std::span<const record::Record> run) noexcept;
  // Counts and releases a rejected record. Returns false if the record only has to wait for the queue.
  [[nodiscard]] bool is_settled(const record::Record& record, rd_kafka_resp_err_t error) noexcept;
  [[nodiscard]] bool never_fits(const record::Record& record) const noexcept {
    return record.value_size > queue_bytes_;
  }
  void reject(const record::Record& record, rd_kafka_resp_err_t error) noexcept;

  rd_kafka_t& client_;
  ClientTopic topic_;
  std::size_t queue_bytes_;
  stats::StreamStats& stats_;
  const DeliveryObserver& observer_;
  std::atomic<std::int32_t> partitions_{1};
  std::array<rd_kafka_message_t, kMaxAtOnce> messages_{};
};

}  // namespace spate::kafka
