#include "kafka/delivery_counter.hpp"

#include <librdkafka/rdkafka.h>

#include <algorithm>
#include <string_view>
#include <utility>

#include "record/arena.hpp"
#include "stats/stream_stats.hpp"

namespace spate::kafka {
namespace {

// Purged at shutdown. A resumed run sends these records again.
bool was_purged(stats::ErrorCode error) noexcept {
  return error == RD_KAFKA_RESP_ERR__PURGE_QUEUE || error == RD_KAFKA_RESP_ERR__PURGE_INFLIGHT;
}

std::string_view bytes(const void* data, std::size_t size) noexcept { return {static_cast<const char*>(data), size}; }

}  // namespace

// The slots are spread over the arenas, and other threads wrote them last. Prefetching them 8 messages ahead hides most
// of the cache misses.
void DeliveryCounter::count(rd_kafka_op_s& event, MonotonicTime now) noexcept {
  constexpr std::size_t kPrefetchDistance = 8;
  now_ = now;
  while (const auto received = rd_kafka_event_message_array(&event, messages_.data(), messages_.size())) {
    for (std::size_t i = 0; i < std::min(kPrefetchDistance, received); ++i) __builtin_prefetch(messages_[i]->_private);
    for (std::size_t i = 0; i < received; ++i) {
      if (i + kPrefetchDistance < received) __builtin_prefetch(messages_[i + kPrefetchDistance]->_private);
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
  if (message.key != nullptr) run_.stats->delivery.keys.count(bytes(message.key, message.key_len));
  count_time(enqueued_, slot.enqueued, run_.stats->delivery.ack_latency);
  count_time(intended_, slot.intended, run_.stats->delivery.delivery_latency);
  if (run_.stats->end_to_end.measured) notify_consumer(message, slot);
}

void DeliveryCounter::notify_consumer(const rd_kafka_message_s& message, const record::Slot& slot) noexcept {
  stats::EndToEndStats& end_to_end = run_.stats->end_to_end;
  const auto partition = static_cast<std::size_t>(message.partition);
  const bool is_reported = partition < end_to_end.partitions.size() &&
                           end_to_end.partitions[partition]->add(message.offset, {slot.intended, run_.stats});
  if (!is_reported) end_to_end.unmeasured.add(1);
}

void DeliveryCounter::count_time(EqualTimes& times, MonotonicTime at, stats::Histogram& histogram) noexcept {
  if (at != times.at) {
    record_times(times, histogram);
    times.at = at;
  }
  ++times.records;
}

void DeliveryCounter::record_times(EqualTimes& times, stats::Histogram& histogram) noexcept {
  if (times.records > 0) histogram.record(now_ - times.at, std::exchange(times.records, 0));
}

void DeliveryCounter::publish() noexcept {
  if (run_.records == 0) return;
  stats::DeliveryStats& delivery = run_.stats->delivery;
  if (run_.error == 0) {
    record_times(enqueued_, delivery.ack_latency);
    record_times(intended_, delivery.delivery_latency);
    delivery.partitions.count(run_.partition, run_.records);
    delivery.bytes_delivered.add(run_.bytes);
    delivery.last_report.store(now_, std::memory_order_relaxed);
    delivery.delivered.add(run_.records);
  } else {
    delivery.failed.count(run_.error, run_.records);
    delivery.possibly_persisted.add(run_.possibly_persisted);
  }
  const bool is_resent_later = run_.stats->ending.load(std::memory_order_relaxed) && was_purged(run_.error);
  if (!is_resent_later) run_.stats->settlement.settle(run_.interval, run_.records);
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
