#include "run/maintenance/maintenance.hpp"

#include <fmt/format.h>

#include "base/log.hpp"

namespace spate::run {

void Maintenance::start(MonotonicTime now, MonotonicTime warm_up_ends) noexcept {
  refreshed_ = now;
  warm_up_ends_ = warm_up_ends;
}

void Maintenance::tick(MonotonicTime now) {
  report_failures();
  reap_senders();
  if (now >= warm_up_ends_) finish_warm_up(now);
  for (const auto& line : failure_reporter_.collect(run_.stats, now)) log::error("{}", line);
  refresh_partitions(now);
  if (is_queue_nearly_empty()) heap_trimmer_.tick(now);
}

void Maintenance::do_final_work(MonotonicTime now) {
  if (warm_up_ends_ != kNever) finish_warm_up(now);  // the run ended within its warm-up
  report_failures();
  reap_senders();
}

void Maintenance::finish_warm_up(MonotonicTime now) {
  warm_up_ends_ = kNever;
  for (const auto& stats : run_.stats.streams.read()) stats::end_warm_up(*stats, now);
}

// Logs the failure of a worker at once: other streams may run for days.
void Maintenance::report_failures() {
  const auto report = [](Sender& sender) {
    if (sender.failure_reported || !sender.worker->ended() || !sender.worker->failure()) return;
    sender.failure_reported = true;
    log::write(log::Level::error, *sender.worker->failure(), {.stream = sender.worker->name()});
  };
  for (RunningStream& stream : run_.registry.streams()) {
    if (stream.sender) report(*stream.sender);
    for (Sender& sender : stream.retired) report(sender);
  }
}

void Maintenance::reap_senders() {
  run_.registry.reap([this](const record::RecordSink& sink) { run_.client.close_sink(sink); });
}

void Maintenance::refresh_partitions(MonotonicTime now) {
  kafka::Producer* const producer = run_.client.producer();
  if (producer == nullptr) return;
  const Duration interval = producer->refresh_interval();
  if (interval == Duration{} || now - refreshed_ < interval) return;
  refreshed_ = now;
  for (const auto& change : producer->refresh_partitions()) {
    log::write(log::Level::info,
               fmt::format("topic {}: partition count changed to {} (was {})", change.topic, change.now, change.before),
               {.topic = change.topic});
  }
}

// Trimming is useful and harmless while the producer queue is nearly empty: it may block a thread for 1 ms.
bool Maintenance::is_queue_nearly_empty() const {
  const kafka::Producer* const producer = run_.client.producer();
  return producer == nullptr || producer->unsettled() < producer->limits().queue_records / 16;
}

}  // namespace spate::run
