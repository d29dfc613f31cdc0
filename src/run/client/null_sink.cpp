#include "run/client/null_sink.hpp"

#include "record/arena.hpp"

namespace spate::run {

std::size_t NullSink::enqueue(std::span<const record::Record> run, MonotonicTime now) noexcept {
  if (run.empty()) return 0;
  stats::DeliveryStats& delivery = stats_.delivery;
  std::uint64_t bytes = 0;
  stats_.settlement.settle_unreported(run.front().slot->interval, run.size());  // a batch belongs to one interval
  for (const record::Record& record : run) {
    bytes += record.bytes();
    delivery.delivery_latency.record(now - record.intended);
    record.slot->block->release(1);
  }
  delivery.ack_latency.record(Duration{}, run.size());
  delivery.partitions.count(run.front().partition, run.size());
  delivery.bytes_delivered.add(bytes);
  delivery.delivered.add(run.size());
  delivery.last_report.store(now, std::memory_order_relaxed);
  return run.size();
}

}  // namespace spate::run
