#include "kafka/topic_sink.hpp"

#include <algorithm>
#include <utility>

#include "kafka/enveloped_message.hpp"
#include "record/arena.hpp"

namespace spate::kafka {
namespace {

// librdkafka only reads the bytes, but its pointer is not const.
void* non_const(const char* bytes) noexcept { return const_cast<char*>(bytes); }

void describe(const record::Record& record, rd_kafka_message_t& message) noexcept {
  message.payload = non_const(record.value);
  message.len = record.value_size;
  message.key = non_const(record.key);
  message.key_len = record.key_size;
  message._private = record.slot;
}

}  // namespace

TopicSink::TopicSink(rd_kafka_t& client, ClientTopic topic, std::size_t queue_bytes, stats::StreamStats& stats,
                     const DeliveryObserver& observer)
    : client_(client), topic_(std::move(topic)), queue_bytes_(queue_bytes), stats_(stats), observer_(observer) {}

std::size_t TopicSink::enqueue(std::span<const record::Record> run, MonotonicTime now) noexcept {
  std::size_t settled = 0;
  while (settled < run.size()) {
    const auto part = run.subspan(settled, std::min(kMaxAtOnce, run.size() - settled));
    const auto settled_now =
        part.front().envelope == nullptr ? enqueue_at_once(part, now) : enqueue_one_by_one(part, now);
    settled += settled_now;
    if (settled_now < part.size()) break;
  }
  return settled;
}

std::size_t TopicSink::enqueue_at_once(std::span<const record::Record> run, MonotonicTime now) noexcept {
  for (std::size_t i = 0; i < run.size(); ++i) {
    run[i].slot->enqueued = now;
    describe(run[i], messages_[i]);
  }
  // One call per partition: RD_KAFKA_MSG_F_PARTITION leaks a message whose partition does not exist.
  // No flags: the client neither copies nor frees the value.
  const auto accepted =
      rd_kafka_produce_batch(topic_.get(), run.front().partition, 0, messages_.data(), static_cast<int>(run.size()));
  return static_cast<std::size_t>(accepted) == run.size() ? run.size() : settle_rejected(run);
}

// Accepted records may be released already, so this only reads rejected ones. Once the queue is full, librdkafka
// accepts no later record of the call. So all records before the first such error are settled.
std::size_t TopicSink::settle_rejected(std::span<const record::Record> run) noexcept {
  for (std::size_t i = 0; i < run.size(); ++i)
    if (!is_settled(run[i], messages_[i].err)) return i;
  return run.size();
}

// The batch call has no headers and no timestamp per message.
std::size_t TopicSink::enqueue_one_by_one(std::span<const record::Record> run, MonotonicTime now) noexcept {
  for (std::size_t i = 0; i < run.size(); ++i) {
    run[i].slot->enqueued = now;
    if (!is_settled(run[i], produce_with_envelope(client_, *topic_, run[i]))) return i;
  }
  return run.size();
}

bool TopicSink::is_settled(const record::Record& record, rd_kafka_resp_err_t error) noexcept {
  if (error == RD_KAFKA_RESP_ERR_NO_ERROR) return true;
  const bool full = error == RD_KAFKA_RESP_ERR__QUEUE_FULL;
  if (full && !never_fits(record)) return false;
  reject(record, full ? RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE : error);
  return true;
}

void TopicSink::reject(const record::Record& record, rd_kafka_resp_err_t error) noexcept {
  stats_.worker.rejected.count(error, 1);
  if (observer_) {
    observer_({.stream = stats_.name,
               .topic = stats_.topic,
               .key = {record.key, record.key_size},
               .value = {record.value, record.value_size},
               .partition = record.partition,
               .error = error});
  }
  // After a fatal error the client accepts no records. A resumed run sends them.
  if (error != RD_KAFKA_RESP_ERR__FATAL) stats_.settlement.settle_unreported(record.slot->interval, 1);
  record.slot->block->release(1);
}

}  // namespace spate::kafka
