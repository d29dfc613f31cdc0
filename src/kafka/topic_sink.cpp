#include "kafka/topic_sink.hpp"

#include <algorithm>
#include <utility>

#include "kafka/enveloped_message.hpp"
#include "record/arena.hpp"

namespace spate::kafka {
namespace {

// librdkafka takes pointers to what it will only read.
void* readable(const char* bytes) noexcept { return const_cast<char*>(bytes); }

void describe(const record::Record& record, rd_kafka_message_t& message) noexcept {
  message.payload = readable(record.value);
  message.len = record.value_size;
  message.key = readable(record.key);
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
    const auto settled_now = part.front().envelope == nullptr ? offer(part, now) : offer_one_by_one(part, now);
    settled += settled_now;
    if (settled_now < part.size()) break;
  }
  return settled;
}

std::size_t TopicSink::offer(std::span<const record::Record> run, MonotonicTime now) noexcept {
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
std::size_t TopicSink::settle_refused(std::span<const record::Record> run) noexcept {
  for (std::size_t i = 0; i < run.size(); ++i)
    if (!settles(run[i], messages_[i].err)) return i;
  return run.size();
}

// The batch call takes neither headers nor a timestamp per message.
std::size_t TopicSink::offer_one_by_one(std::span<const record::Record> run, MonotonicTime now) noexcept {
  for (std::size_t i = 0; i < run.size(); ++i) {
    run[i].slot->enqueued = now;
    if (!settles(run[i], produce_with_envelope(client_, *topic_, run[i]))) return i;
  }
  return run.size();
}

bool TopicSink::settles(const record::Record& record, rd_kafka_resp_err_t answer) noexcept {
  if (answer == RD_KAFKA_RESP_ERR_NO_ERROR) return true;
  const bool full = answer == RD_KAFKA_RESP_ERR__QUEUE_FULL;
  if (full && !never_fits(record)) return false;
  refuse(record, full ? RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE : answer);
  return true;
}

void TopicSink::refuse(const record::Record& record, rd_kafka_resp_err_t why) noexcept {
  stats_.worker.refused.count(why, 1);
  if (observer_) {
    observer_({.stream = stats_.name,
               .topic = stats_.topic,
               .key = {record.key, record.key_size},
               .value = {record.value, record.value_size},
               .partition = record.partition,
               .error = why});
  }
  // After a fatal error nothing is taken any more: a run that goes on sends it then.
  if (why != RD_KAFKA_RESP_ERR__FATAL) stats_.settlement.settle_unreported(record.slot->interval, 1);
  record.slot->block->release(1);
}

}  // namespace spate::kafka
