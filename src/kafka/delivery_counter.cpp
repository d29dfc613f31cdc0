#include "kafka/delivery_counter.hpp"

#include <librdkafka/rdkafka.h>

#include <algorithm>
#include <string_view>
#include <utility>

#include "base/random.hpp"
#include "record/arena.hpp"
#include "stats/stream_stats.hpp"

namespace spate::kafka {
namespace {

// Thrown away with the client: a run that goes on sends them again.
bool ended_with_the_client(stats::ErrorCode error) noexcept {
  return error == RD_KAFKA_RESP_ERR__PURGE_QUEUE || error == RD_KAFKA_RESP_ERR__PURGE_INFLIGHT;
}

std::string_view bytes(const void* data, std::size_t size) noexcept { return {static_cast<const char*>(data), size}; }

}  // namespace

// The slots lie all over the arenas and were last touched by other threads: asking for them some messages ahead hides
// most of the wait.
void DeliveryCounter::count(rd_kafka_op_s& event, MonotonicTime now) noexcept {
  constexpr std::size_t kLeadTime = 8;
  now_ = now;
  // A few samples an event are enough when events are large, and all records when they are few.
  constexpr std::size_t kSamplesPerEvent = 16;
  constexpr std::size_t kMaxSampleGap = 256;
  sample_gap_ = std::clamp<std::size_t>(rd_kafka_event_message_count(&event) / kSamplesPerEvent, 1, kMaxSampleGap);
  while (const auto received = rd_kafka_event_message_array(&event, messages_.data(), messages_.size())) {
    for (std::size_t i = 0; i < std::min(kLeadTime, received); ++i) __builtin_prefetch(messages_[i]->_private);
    for (std::size_t i = 0; i < received; ++i) {
      if (i + kLeadTime < received) __builtin_prefetch(messages_[i + kLeadTime]->_private);
      count(*messages_[i]);
    }
  }
  publish();
}

void DeliveryCounter::count(const rd_kafka_message_s& message) noexcept {
  const record::Slot& slot = *static_cast<const record::Slot*>(message._private);
  if (!continues(message, slot)) {
    publish();
    start(message, slot);
  }
  add(message, slot);
  if (observer_) observe(message, slot);
}

bool DeliveryCounter::continues(const rd_kafka_message_s& message, const record::Slot& slot) const noexcept {
  return slot.block == run_.block && message.partition == run_.partition && message.err == run_.error &&
         slot.interval == run_.interval;
}

void DeliveryCounter::start(const rd_kafka_message_s& message, const record::Slot& slot) noexcept {
  run_ = {.block = slot.block,
          .stats = static_cast<stats::StreamStats*>(slot.block->owner()),
          .error = message.err,
          .partition = message.partition,
          .interval = slot.interval};
}

void DeliveryCounter::add(const rd_kafka_message_s& message, const record::Slot& slot) noexcept {
  ++run_.records;
  run_.bytes += message.len + message.key_len + slot.headers_size;
  if (run_.error != 0) {
    if (rd_kafka_message_status(&message) != RD_KAFKA_MSG_STATUS_NOT_PERSISTED) ++run_.possibly_persisted;
    return;
  }
  if (--until_sample_ == 0) sample_key(message);
  count_failure(enqueued_, slot.enqueued, run_.stats->delivery.ack_latency);
  count_failure(intended_, slot.intended, run_.stats->delivery.delivery_latency);
  if (run_.stats->end_to_end.measured) notify_consumer(message, slot);
}

// Gaps are random, so that no pattern of the keys meets a pattern of the sample.
void DeliveryCounter::sample_key(const rd_kafka_message_s& message) noexcept {
  if (message.key != nullptr) run_.stats->delivery.keys.count(bytes(message.key, message.key_len), next_weight_);
  next_weight_ = sample_gap_;
  until_sample_ = 1 + random::uniform_below(random::draw(++samples_, 0), 2 * sample_gap_ - 1);
}

void DeliveryCounter::notify_consumer(const rd_kafka_message_s& message, const record::Slot& slot) noexcept {
  stats::EndToEndStats& end_to_end = run_.stats->end_to_end;
  const auto partition = static_cast<std::size_t>(message.partition);
  const bool told = partition < end_to_end.partitions.size() &&
                    end_to_end.partitions[partition]->sent(message.offset, {slot.intended, run_.stats});
  if (!told) end_to_end.unmeasured.add(1);
}

void DeliveryCounter::count_failure(IntendedTimes& instants, MonotonicTime at, stats::Histogram& histogram) noexcept {
  if (at != instants.at) {
    settle(instants, histogram);
    instants.at = at;
  }
  ++instants.records;
}

void DeliveryCounter::settle(IntendedTimes& instants, stats::Histogram& histogram) noexcept {
  if (instants.records > 0) histogram.record(now_ - instants.at, std::exchange(instants.records, 0));
}

void DeliveryCounter::publish() noexcept {
  if (run_.records == 0) return;
  stats::DeliveryStats& delivery = run_.stats->delivery;
  if (run_.error == 0) {
    settle(enqueued_, delivery.ack_latency);
    settle(intended_, delivery.delivery_latency);
    delivery.partitions.count(run_.partition, run_.records);
    delivery.bytes_delivered.add(run_.bytes);
    delivery.last_report.store(now_, std::memory_order_relaxed);
    delivery.delivered.add(run_.records);
  } else {
    delivery.failed.count(run_.error, run_.records);
    delivery.possibly_persisted.add(run_.possibly_persisted);
  }
  const bool left = run_.stats->ending.load(std::memory_order_relaxed) && ended_with_the_client(run_.error);
  if (!left) run_.stats->settlement.settle(run_.interval, run_.records);
  run_.block->release(run_.records);
  run_ = {};
}

void DeliveryCounter::observe(const rd_kafka_message_s& message, const record::Slot& slot) const {
  observer_({.stream = run_.stats->name,
             .topic = run_.stats->topic,
             .key = bytes(message.key, message.key_len),
             .value = bytes(message.payload, message.len),
             .partition = message.partition,
             .offset = message.offset,
             .error = message.err,
             .latency = now_ - slot.enqueued});
}

}  // namespace spate::kafka
