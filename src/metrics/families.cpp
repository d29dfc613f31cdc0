#include "metrics/families.hpp"

#include "metrics/metrics_snapshot.hpp"
#include "metrics/samples.hpp"

namespace spate::metrics {
namespace {

constexpr auto kCounter = prometheus::MetricType::Counter;
constexpr auto kGauge = prometheus::MetricType::Gauge;
constexpr auto kHistogram = prometheus::MetricType::Histogram;

// One sample per stream: a value of its account, or of its snapshot.
template <auto Figure>
void account(const MetricsSnapshot& snapshot, Samples& samples) {
  for (const StreamSnapshot& stream : snapshot.streams) samples.add({stream.of->name}, stream.account.*Figure);
}
template <auto Figure>
void stream(const MetricsSnapshot& snapshot, Samples& samples) {
  for (const StreamSnapshot& stream : snapshot.streams) samples.add({stream.of->name}, stream.*Figure);
}

void skipped(const MetricsSnapshot& snapshot, Samples& samples) {
  for (const StreamSnapshot& stream : snapshot.streams) {
    for (std::size_t reason = 0; reason < stats::kSkipReasons.size(); ++reason) {
      samples.add({stream.of->name, stats::kSkipReasons[reason]}, stream.account.skipped[reason]);
    }
  }
}

// Only a rate in bytes skips bytes. Records skipped at the stop were made already and count as records.
void skipped_bytes(const MetricsSnapshot& snapshot, Samples& samples) {
  for (const StreamSnapshot& stream : snapshot.streams) {
    for (const auto reason : {stats::SkipReason::late, stats::SkipReason::backlog}) {
      const auto number = static_cast<std::size_t>(reason);
      samples.add({stream.of->name, stats::kSkipReasons[number]}, stream.account.skipped_bytes[number]);
    }
  }
}

void limited(const MetricsSnapshot& snapshot, Samples& samples) {
  for (const StreamSnapshot& stream : snapshot.streams) {
    for (std::size_t reason = 0; reason < stats::kLimitReasons.size(); ++reason) {
      samples.add({stream.of->name, stats::kLimitReasons[reason]}, stream.limited_seconds[reason]);
    }
  }
}

void imperfections(const MetricsSnapshot& snapshot, Samples& samples) {
  for (const StreamSnapshot& stream : snapshot.streams) {
    for (std::size_t kind = 0; kind < kImperfections.size(); ++kind) {
      samples.add({stream.of->name, kImperfections[kind]}, stream.imperfections[kind]);
    }
  }
}

void end_to_end(const MetricsSnapshot& snapshot, Samples& samples) {
  for (const StreamSnapshot& stream : snapshot.streams) {
    if (stream.end_to_end) samples.add({stream.of->name}, *stream.end_to_end);
  }
}

void end_to_end_unmeasured(const MetricsSnapshot& snapshot, Samples& samples) {
  for (const StreamSnapshot& stream : snapshot.streams) {
    if (stream.end_to_end) samples.add({stream.of->name}, stream.end_to_end_unmeasured);
  }
}

void failed(const MetricsSnapshot& snapshot, Samples& samples) {
  for (const StreamSnapshot& stream : snapshot.streams) {
    for (std::size_t error = 0; error < stats::kNamedErrors.size(); ++error) {
      samples.add({stream.of->name, stats::kNamedErrors[error].name}, stream.account.failed_by_label[error]);
    }
    samples.add({stream.of->name, stats::kOtherError}, stream.account.failed_by_label.back());
  }
}

void replay_bad_records(const MetricsSnapshot& snapshot, Samples& samples) {
  for (const StreamSnapshot& stream : snapshot.streams) {
    samples.add({stream.of->name}, stream.of->worker.replay_bad_records.read());
  }
}

void resent(const MetricsSnapshot& snapshot, Samples& samples) {
  for (const StreamSnapshot& stream : snapshot.streams) samples.add({stream.of->name}, stream.of->worker.resent.read());
}

template <auto Figure>
void client(const MetricsSnapshot& snapshot, Samples& samples) {
  samples.add({}, snapshot.client.*Figure);
}

template <auto Figure>
void broker(const MetricsSnapshot& snapshot, Samples& samples) {
  for (const stats::BrokerSnapshot& broker : snapshot.client.brokers) samples.add({broker.name}, broker.*Figure);
}
void broker_up(const MetricsSnapshot& snapshot, Samples& samples) {
  for (const stats::BrokerSnapshot& broker : snapshot.client.brokers) samples.add({broker.name}, broker.up ? 1.0 : 0.0);
}

void control_actions(const MetricsSnapshot& snapshot, Samples& samples) {
  for (std::size_t action = 0; action < stats::kControlActions.size(); ++action) {
    samples.add({stats::kControlActions[action]}, snapshot.control_actions[action]);
  }
}

template <auto Figure>
void run(const MetricsSnapshot& snapshot, Samples& samples) {
  samples.add({}, snapshot.*Figure);
}

void stream_info(const MetricsSnapshot& snapshot, Samples& samples) {
  for (const StreamSnapshot& stream : snapshot.streams)
    samples.add({stream.of->name, stream.of->topic, stream.generator}, 1.0);
}
void shard_info(const MetricsSnapshot& snapshot, Samples& samples) {
  samples.add({snapshot.shard_index, snapshot.shard_count}, 1.0);
}
void build_info(const MetricsSnapshot& snapshot, Samples& samples) {
  samples.add({snapshot.version, snapshot.librdkafka}, 1.0);
}

template <auto Figure>
void process(const MetricsSnapshot& snapshot, Samples& samples) {
  if (snapshot.process) samples.add({}, *snapshot.process.*Figure);
}

// clang-format off
constexpr std::array kFamilies{
    Family{"spate_records_scheduled_total", kCounter, {"stream"}, "records",
           "Records due so far, according to the schedule.", account<&stats::Account::scheduled>},
    Family{"spate_records_duplicated_total", kCounter, {"stream"}, "records",
           "Copies that the duplicate imperfection added.", account<&stats::Account::duplicated>},
    Family{"spate_records_enqueued_total", kCounter, {"stream"}, "records",
           "Records enqueued in the Kafka client, including those that it rejected immediately.", account<&stats::Account::enqueued>},
    Family{"spate_records_skipped_total", kCounter, {"stream", "reason"}, "records",
           "Records that were due and not sent, by reason.", skipped},
    Family{"spate_replay_bad_records_total", kCounter, {"stream"}, "records",
           "Lines of the replayed file that are not valid records and were not sent.", replay_bad_records},
    Family{"spate_records_resent_total", kCounter, {"stream"}, "records",
           "Records enqueued again because an earlier process may have sent them.", resent},
    Family{"spate_records_dropped_total", kCounter, {"stream"}, "records",
           "Records that the drop imperfection left out.", account<&stats::Account::dropped>},
    Family{"spate_records_waiting", kGauge, {"stream"}, "records",
           "Records due and not yet enqueued (the backlog).", account<&stats::Account::waiting>},
    Family{"spate_records_delivered_total", kCounter, {"stream"}, "records",
           "Records acknowledged by the brokers.", account<&stats::Account::delivered>},
    Family{"spate_records_failed_total", kCounter, {"stream", "error"}, "records",
           "Records that failed, by error.", failed},
    Family{"spate_records_possibly_persisted_total", kCounter, {"stream"}, "records",
           "Failed records that a broker may have persisted.", account<&stats::Account::possibly_persisted>},
    Family{"spate_records_in_flight", kGauge, {"stream"}, "records",
           "Records enqueued and neither delivered nor failed yet.", account<&stats::Account::in_flight>},
    Family{"spate_bytes_enqueued_total", kCounter, {"stream"}, "bytes",
           "Bytes of the keys, values and headers enqueued, before compression.", account<&stats::Account::bytes_enqueued>},
    Family{"spate_bytes_delivered_total", kCounter, {"stream"}, "bytes",
           "Bytes of the keys, values and headers acknowledged by the brokers, before compression.", account<&stats::Account::bytes_delivered>},

    Family{"spate_bytes_skipped_total", kCounter, {"stream", "reason"}, "bytes",
           "Bytes that were due and not sent, by reason; only for streams with a rate in bytes.", skipped_bytes},
    Family{"spate_target_records_per_second", kGauge, {"stream"}, "records/s",
           "Target rate of the schedule; +Inf at rate: max.", stream<&StreamSnapshot::target_rate>},
    Family{"spate_schedule_lag_seconds", kHistogram, {"stream"}, "seconds",
           "Time from the intended time of a record until it was enqueued.", stream<&StreamSnapshot::schedule_lag>},
    Family{"spate_schedule_behind_seconds", kGauge, {"stream"}, "seconds",
           "Age of the oldest record in the backlog; 0 if the stream is on schedule.", stream<&StreamSnapshot::behind_seconds>},
    Family{"spate_delivery_latency_seconds", kHistogram, {"stream"}, "seconds",
           "Time from the intended time of a record until it was acknowledged.", stream<&StreamSnapshot::delivery_latency>},
    Family{"spate_ack_latency_seconds", kHistogram, {"stream"}, "seconds",
           "Time from when a record was enqueued until it was acknowledged.", stream<&StreamSnapshot::ack_latency>},
    Family{"spate_end_to_end_latency_seconds", kHistogram, {"stream"}, "seconds",
           "Time from the intended time of a record until it was consumed; only for streams that measure it.", end_to_end},
    Family{"spate_records_end_to_end_unmeasured_total", kCounter, {"stream"}, "records",
           "Delivered records without an end-to-end latency; only for streams that measure it.", end_to_end_unmeasured},
    Family{"spate_blocked_seconds_total", kCounter, {"stream"}, "seconds",
           "Time in which the producer queue or the record memory was full and the stream could not enqueue.", stream<&StreamSnapshot::blocked_seconds>},
    Family{"spate_busiest_partition_ratio", kGauge, {"stream"}, "",
           "Share of the delivered records that went to the busiest partition, from 0 to 1.", stream<&StreamSnapshot::busiest_partition_ratio>},
    Family{"spate_busiest_key_ratio", kGauge, {"stream"}, "",
           "Share of the delivered records with a key that have the busiest key, from 0 to 1; from a sample after 16,384 records.", stream<&StreamSnapshot::busiest_key_ratio>},
    Family{"spate_limited_seconds_total", kCounter, {"stream", "reason"}, "seconds",
           "Time spent below the target rate, by reason; none while on target.", limited},

    Family{"spate_imperfections_total", kCounter, {"stream", "kind"}, "records",
           "Records that an imperfection changed, copied or left out, by kind.", imperfections},
    Family{"spate_event_lateness_seconds", kHistogram, {"stream"}, "seconds",
           "How far the event time of a record is before its intended time; only for streams that change event times.", stream<&StreamSnapshot::event_lateness>},

    Family{"spate_producer_queue_records", kGauge, {}, "records",
           "Records in the producer queue, waiting or in flight.", client<&stats::ClientSnapshot::queue_records>},
    Family{"spate_producer_queue_bytes", kGauge, {}, "bytes",
           "Bytes of the records in the producer queue.", client<&stats::ClientSnapshot::queue_bytes>},
    Family{"spate_broker_up", kGauge, {"broker"}, "",
           "1 if the client is connected to the broker, 0 if not.", broker_up},
    Family{"spate_broker_rtt_seconds", kGauge, {"broker"}, "seconds",
           "Mean round trip time of a request in the last statistics interval.", broker<&stats::BrokerSnapshot::rtt_seconds>},
    Family{"spate_broker_throttle_seconds", kGauge, {"broker"}, "seconds",
           "Mean throttle time imposed by the broker in the last statistics interval.", broker<&stats::BrokerSnapshot::throttle_seconds>},
    Family{"spate_broker_requests_in_flight", kGauge, {"broker"}, "requests",
           "Requests sent to the broker and not yet answered.", broker<&stats::BrokerSnapshot::requests_in_flight>},

    Family{"spate_control_actions_total", kCounter, {"action"}, "actions",
           "Control actions applied, by action; expire counts temporary changes that ended.", control_actions},
    Family{"spate_config_last_reload_successful", kGauge, {}, "",
           "1 if the last reload succeeded, 0 if it failed.", run<&MetricsSnapshot::reload_successful>},
    Family{"spate_config_last_reload_success_timestamp_seconds", kGauge, {}, "seconds",
           "Time of the last successful load of the scenario, since the Unix epoch.", run<&MetricsSnapshot::reload_timestamp_seconds>},
    Family{"spate_log_lines_dropped_total", kCounter, {}, "lines",
           "Log lines dropped because the log was not read or could not be written.", run<&MetricsSnapshot::log_lines_dropped>},
    Family{"spate_stream_info", kGauge, {"stream", "topic", "generator"}, "",
           "Topic and generator of a stream; the value is always 1.", stream_info},
    Family{"spate_shard_info", kGauge, {"index", "count"}, "",
           "Index of this shard, from 0, and the number of shards; the value is always 1.", shard_info},
    Family{"spate_build_info", kGauge, {"version", "librdkafka"}, "",
           "Versions of spate and librdkafka; the value is always 1.", build_info},

    Family{"process_cpu_seconds_total", kCounter, {}, "seconds",
           "Total user and system CPU time spent in seconds.", process<&ProcessSnapshot::cpu_seconds>},
    Family{"process_resident_memory_bytes", kGauge, {}, "bytes",
           "Resident memory size in bytes.", process<&ProcessSnapshot::resident_bytes>},
    Family{"process_virtual_memory_bytes", kGauge, {}, "bytes",
           "Virtual memory size in bytes.", process<&ProcessSnapshot::virtual_bytes>},
    Family{"process_open_fds", kGauge, {}, "descriptors",
           "Number of open file descriptors.", process<&ProcessSnapshot::open_fds>},
    Family{"process_max_fds", kGauge, {}, "descriptors",
           "Maximum number of open file descriptors.", process<&ProcessSnapshot::max_fds>},
    Family{"process_start_time_seconds", kGauge, {}, "seconds",
           "Start time of the process since unix epoch in seconds.", process<&ProcessSnapshot::start_time_seconds>},
    Family{"process_threads", kGauge, {}, "threads",
           "Number of OS threads in the process.", process<&ProcessSnapshot::threads>},
    Family{"spate_allocated_memory_bytes", kGauge, {}, "bytes",
           "Memory allocated from the C library and not freed.", process<&ProcessSnapshot::allocated_bytes>},
};
// clang-format on

}  // namespace

std::span<const Family> families() noexcept { return kFamilies; }

}  // namespace spate::metrics
