#include "kafka/topic_sink.hpp"

#include <algorithm>
#include <utility>

#include "record/arena.hpp"

namespace spate {
namespace {

// librdkafka takes pointers to what it will only read.
void* readable(const char* bytes) noexcept { return const_cast<char*>(bytes); }

void describe(const Record& record, rd_kafka_message_t& message) noexcept {
  message.payload = readable(record.value);
  message.len = record.value_size;
  message.key = readable(record.key);
  message.key_len = record.key_size;
  message._private = record.slot;
}

}  // namespace

TopicSink::TopicSink(ClientTopic topic, std::size_t queue_bytes, StreamStats& stats, const DeliveryObserver& observer)
    : topic_(std::move(topic)), queue_bytes_(queue_bytes), stats_(stats), observer_(observer) {}

std::size_t TopicSink::enqueue(std::span<const Record> run, Nanos now) noexcept {
  std::size_t settled = 0;
  while (settled < run.size()) {
    const auto part = run.subspan(settled, std::min(kMostAtOnce, run.size() - settled));
    const auto settled_now = offer(part, now);
    settled += settled_now;
    if (settled_now < part.size()) break;
  }
  return settled;
}

std::size_t TopicSink::offer(std::span<const Record> run, Nanos now) noexcept {
  for (std::size_t i = 0; i < run.size(); ++i) {
    run[i].slot->enqueued = now;
    describe(run[i], messages_[i]);
  }
  // The call for one partition, not RD_KAFKA_MSG_F_PARTITION: that one leaks a message whose partition does not exist.
  // No flags: the client neither copies nor frees the value.
  const auto accepted =
      rd_kafka_produce_batch(topic_.get(), run.front().partition, 0, messages_.data(), static_cast<int>(run.size()));
  return static_cast<std::size_t>(accepted) == run.size() ? run.size() : settle_refused(run);
}

// Accepted records may have come back and been released already: only refused ones may still be touched. Once the
// queue is full librdkafka takes none of the later records either, so what comes before the first such answer is all
// that was settled.
std::size_t TopicSink::settle_refused(std::span<const Record> run) noexcept {
  for (std::size_t i = 0; i < run.size(); ++i) {
    const auto answer = messages_[i].err;
    if (answer == RD_KAFKA_RESP_ERR_NO_ERROR) continue;
    if (answer != RD_KAFKA_RESP_ERR__QUEUE_FULL) {
      refuse(run[i], answer);
    } else if (never_fits(run[i])) {
      refuse(run[i], RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE);
    } else {
      return i;
    }
  }
  return run.size();
}

void TopicSink::refuse(const Record& record, rd_kafka_resp_err_t why) noexcept {
  stats_.worker.refused.count(why, 1);
  if (observer_) {
    observer_({.stream = stats_.name,
               .topic = stats_.topic,
               .key = {record.key, record.key_size},
               .value = {record.value, record.value_size},
               .partition = record.partition,
               .error = why});
  }
  record.slot->block->release(1);
}

}  // namespace spate
