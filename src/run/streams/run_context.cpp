#include "run/streams/run_context.hpp"

#include <new>
#include <utility>

#include "base/version.hpp"
#include "kafka/error_names.hpp"

namespace spate::run {

RunContext::RunContext(scenario::Scenario initial, StreamTimetables times, const RunOptions& options,
                       WakeEvent& wake_event, const WakeEvent& stop_event)
    : scenario(std::move(initial)),
      wake(wake_event),
      stop(stop_event),
      delivery_lines(options.print_deliveries
                         ? std::make_unique<DeliveryLines>(*scenario.get(), *options.print_deliveries)
                         : nullptr),
      timetables(std::move(times)),
      client(*scenario.get(), stats, delivery_lines.get(), wake_event, stop_event) {
  const auto current = scenario.get();
  if (current->state_dir) checkpoint.emplace(*current, options.fresh);
  stats.version = kVersion;
  stats.librdkafka = kafka::librdkafka_version();
  stats.shard_index = current->shard.index;
  stats.shard_count = current->shard.count;
  stats.control.reloaded.store(wall_now(), std::memory_order_relaxed);
  for (const scenario::Stream& stream : current->streams) {
    auto stream_stats = make_stats(stream);
    stats.streams.add(stream_stats);
    registry.add(stream, std::move(stream_stats));
  }
}

std::shared_ptr<stats::StreamStats> RunContext::make_stats(const scenario::Stream& stream) {
  auto stream_stats = std::make_shared<stats::StreamStats>();
  stream_stats->name = stream.name;
  stream_stats->topic = stream.topic.name;
  stream_stats->generator = stream.generator.name;
  stream_stats->first.index = stats.shard_index;
  stream_stats->settlement.reset(stream_stats->first, 0);
  if (checkpoint) checkpoint->persist_sent_index(*stream_stats);
  return stream_stats;
}

void RunContext::save_first_state(MonotonicTime now) {
  if (checkpoint) checkpoint->save_first(*scenario.get(), state_snapshot(now), registry.stream_states());
}

void RunContext::save_state(MonotonicTime now) noexcept try {
  if (checkpoint) checkpoint->save(*scenario.get(), state_snapshot(now), registry.stream_states());
} catch (const std::bad_alloc&) {  // the previous state remains, as with a full disk
}

}  // namespace spate::run
