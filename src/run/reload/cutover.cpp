#include "run/reload/cutover.hpp"

#include <algorithm>
#include <exception>
#include <utility>

namespace spate::run {
namespace {

void call(const std::function<void()>& meanwhile) noexcept {
  try {
    meanwhile();
  } catch (const std::exception&) {  // the next tick of the control thread fails in the same way and reports it
  }
}

void wait_for_deliveries(RunContext& run, MonotonicTime deadline, const std::function<void()>& meanwhile) noexcept {
  constexpr Duration kInterval = 100 * kMillisecond;
  for (MonotonicTime now = monotonic_now(); now < deadline && !run.stop.is_set(); now = monotonic_now()) {
    if (run.client.producer()->flush(std::min(deadline, now + kInterval))) return;
    call(meanwhile);
  }
}

bool is_sink_change_pending(const RunContext& run) noexcept {
  const auto& streams = run.registry.streams();
  return std::any_of(streams.begin(), streams.end(), [](const RunningStream& stream) {
    return stream.sender && stream.sender->worker->is_sink_change_pending();
  });
}

// The previous client owned the sinks of retired workers.
void clear_sinks(RunContext& run) noexcept {
  for (RunningStream& stream : run.registry.streams())
    for (Sender& sender : stream.retired)
      if (!sender.sink.own) sender.sink.sink = nullptr;
}

}  // namespace

Cutover cut_over(RunContext& run, StagedReload& staged, const std::function<void()>& meanwhile) noexcept {
  const MonotonicTime started = monotonic_now();
  for (auto& [stream, sink] : staged.sinks) {
    stream->sender->worker->change_sink(*sink.sink);
    stream->sender->sink = std::move(sink);
  }
  const MonotonicTime deadline = saturating_add(started, run.scenario.get()->shutdown_flush_timeout);
  kafka::Producer& previous = *run.client.producer();
  wait_for_deliveries(run, deadline, meanwhile);
  bool all_delivered = previous.finish(deadline, run.stop);
  while (is_sink_change_pending(run) && !run.stop.is_set()) {  // a worker may still be enqueuing a batch
    WakeEvent{}.sleep_until(monotonic_now() + kMillisecond);
    all_delivered = previous.finish(deadline, run.stop) && all_delivered;
  }
  previous.finish(deadline, run.stop);
  run.client.replace(std::move(staged.client));
  if (run.stop.is_set()) return {.took = {}, .interrupted = true, .all_delivered = false};
  clear_sinks(run);
  run.client.drop_previous();
  return {.took = monotonic_now() - started, .interrupted = false, .all_delivered = all_delivered};
}

}  // namespace spate::run
