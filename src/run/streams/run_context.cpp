#include "run/streams/run_context.hpp"

#include <new>
#include <utility>

#include "base/version.hpp"
#include "kafka/error_names.hpp"

namespace spate::run {

RunContext::RunContext(scenario::Scenario of, StreamTimetables times, const RunOptions& options, WakeEvent& rung,
                       const WakeEvent& stopped)
    : scenario(std::move(of)),
      wake(rung),
      stop(stopped),
      delivery_lines(options.print_deliveries
                         ? std::make_unique<DeliveryLines>(*scenario.get(), *options.print_deliveries)
                         : nullptr),
      timetables(std::move(times)),
      client(*scenario.get(), stats, delivery_lines.get(), rung, stopped) {
  const auto now_is = scenario.get();
  if (now_is->state_dir) checkpoint.emplace(*now_is, options.fresh);
  stats.version = kVersion;
  stats.librdkafka = kafka::librdkafka_version();
  stats.shard_index = now_is->shard.index;
  stats.shard_count = now_is->shard.count;
  stats.control.reloaded.store(wall_now(), std::memory_order_relaxed);
  for (const scenario::Stream& stream : now_is->streams) {
    auto counted = make_stats(stream);
    stats.streams.add(counted);
    registry.add(stream, std::move(counted));
  }
}

std::shared_ptr<stats::StreamStats> RunContext::make_stats(const scenario::Stream& stream) {
  auto counted = std::make_shared<stats::StreamStats>();
  counted->name = stream.name;
  counted->topic = stream.topic.name;
  counted->generator = stream.generator.name;
  counted->first.index = stats.shard_index;
  counted->settlement.reset(counted->first, 0);
  if (checkpoint) checkpoint->mark(*counted);
  return counted;
}

void RunContext::begin_state(MonotonicTime now) {
  if (checkpoint) checkpoint->begin(*scenario.get(), record_context(now), registry.stream_states());
}

void RunContext::save_state(MonotonicTime now) noexcept try {
  if (checkpoint) checkpoint->save(*scenario.get(), record_context(now), registry.stream_states());
} catch (const std::bad_alloc&) {  // as where the disk is full: the state before stays
}

}  // namespace spate::run
