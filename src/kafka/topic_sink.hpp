// One stream's way into the shared client: hands runs of records over without copying their values.
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

// enqueue() by the stream's worker, set_partitions() by one other thread. Lives as long as its Producer.
class TopicSink final : public record::RecordSink {
 public:
  // `queue_bytes`: what the client's queue holds at most; a larger record can never go in.
  TopicSink(rd_kafka_t& client, ClientTopic topic, std::size_t queue_bytes, stats::StreamStats& stats,
            const DeliveryObserver& observer);

  std::size_t enqueue(std::span<const record::Record> run, MonotonicTime now) noexcept override;
  [[nodiscard]] std::int32_t partition_count() const noexcept override {
    return partitions_.load(std::memory_order_relaxed);
  }

  void set_partitions(std::int32_t partitions) noexcept { partitions_.store(partitions, std::memory_order_relaxed); }
  [[nodiscard]] const std::string& topic_name() const noexcept { return stats_.topic; }
  [[nodiscard]] rd_kafka_topic_t& topic() const noexcept { return *topic_; }

 private:
  static constexpr std::size_t kMaxAtOnce = 256;  // the messages below stay in the processor's first cache

  std::size_t offer(std::span<const record::Record> run, MonotonicTime now) noexcept;
  std::size_t offer_one_by_one(std::span<const record::Record> run, MonotonicTime now) noexcept;
  std::size_t settle_refused(std::span<const record::Record> run) noexcept;
  // What is not accepted is refused for good, but for what only has to wait: false then.
  [[nodiscard]] bool settles(const record::Record& record, rd_kafka_resp_err_t answer) noexcept;
  [[nodiscard]] bool never_fits(const record::Record& record) const noexcept {
    return record.value_size > queue_bytes_;
  }
  void refuse(const record::Record& record, rd_kafka_resp_err_t why) noexcept;

  rd_kafka_t& client_;
  ClientTopic topic_;
  std::size_t queue_bytes_;
  stats::StreamStats& stats_;
  const DeliveryObserver& observer_;
  std::atomic<std::int32_t> partitions_{1};
  std::array<rd_kafka_message_t, kMaxAtOnce> messages_{};
};

}  // namespace spate::kafka
