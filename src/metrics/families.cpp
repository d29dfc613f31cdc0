#include "metrics/families.hpp"

#include "metrics/metrics_snapshot.hpp"
#include "metrics/samples.hpp"

namespace spate::metrics {
namespace {

constexpr auto kCounter = prometheus::MetricType::Counter;
constexpr auto kGauge = prometheus::MetricType::Gauge;
constexpr auto kHistogram = prometheus::MetricType::Histogram;

// One sample per stream: a figure of its account, or a figure beside it.
template <auto Figure>
void account(const Reading& reading, Samples& samples) {
  for (const StreamReading& stream : reading.streams) samples.add({stream.of->name}, stream.account.*Figure);
}
template <auto Figure>
void stream(const Reading& reading, Samples& samples) {
  for (const StreamReading& one : reading.streams) samples.add({one.of->name}, one.*Figure);
}

void skipped(const Reading& reading, Samples& samples) {
  for (const StreamReading& one : reading.streams) {
    for (std::size_t reason = 0; reason < stats::kSkipReasons.size(); ++reason) {
      samples.add({one.of->name, stats::kSkipReasons[reason]}, one.account.skipped[reason]);
    }
  }
}

// Bytes are skipped where a rate counts them; what waits at the stop is known in records alone.
void skipped_bytes(const Reading& reading, Samples& samples) {
  for (const StreamReading& one : reading.streams) {
    for (const auto reason : {stats::SkipReason::late, stats::SkipReason::backlog}) {
      const auto number = static_cast<std::size_t>(reason);
      samples.add({one.of->name, stats::kSkipReasons[number]}, one.account.skipped_bytes[number]);
    }
  }
}

void limited(const Reading& reading, Samples& samples) {
  for (const StreamReading& one : reading.streams) {
    for (std::size_t reason = 0; reason < stats::kLimits.size(); ++reason) {
      samples.add({one.of->name, stats::kLimits[reason]}, one.limited_seconds[reason]);
    }
  }
}

void imperfections(const Reading& reading, Samples& samples) {
  for (const StreamReading& one : reading.streams) {
    for (std::size_t kind = 0; kind < kImperfections.size(); ++kind) {
      samples.add({one.of->name, kImperfections[kind]}, one.imperfections[kind]);
    }
  }
}

void end_to_end(const Reading& reading, Samples& samples) {
  for (const StreamReading& one : reading.streams) {
    if (one.end_to_end) samples.add({one.of->name}, *one.end_to_end);
  }
}

void end_to_end_unknown(const Reading& reading, Samples& samples) {
  for (const StreamReading& one : reading.streams) {
    if (one.end_to_end) samples.add({one.of->name}, one.end_to_end_unknown);
  }
}

void failed(const Reading& reading, Samples& samples) {
  for (const StreamReading& one : reading.streams) {
    for (std::size_t error = 0; error < stats::kNamedErrors.size(); ++error) {
      samples.add({one.of->name, stats::kNamedErrors[error].name}, one.account.failed_by_name[error]);
    }
    samples.add({one.of->name, stats::kOtherError}, one.account.failed_by_name.back());
  }
}

void replay_bad_records(const Reading& reading, Samples& samples) {
  for (const StreamReading& one : reading.streams) {
    samples.add({one.of->name}, one.of->worker.replay_bad_records.read());
  }
}

void repeated(const Reading& reading, Samples& samples) {
  for (const StreamReading& one : reading.streams) samples.add({one.of->name}, one.of->worker.repeated.read());
}

template <auto Figure>
void client(const Reading& reading, Samples& samples) {
  samples.add({}, reading.client.*Figure);
}

template <auto Figure>
void broker(const Reading& reading, Samples& samples) {
  for (const stats::BrokerReading& one : reading.client.brokers) samples.add({one.name}, one.*Figure);
}
void broker_up(const Reading& reading, Samples& samples) {
  for (const stats::BrokerReading& one : reading.client.brokers) samples.add({one.name}, one.up ? 1.0 : 0.0);
}

void control_actions(const Reading& reading, Samples& samples) {
  for (std::size_t action = 0; action < stats::kControlActions.size(); ++action) {
    samples.add({stats::kControlActions[action]}, reading.control_actions[action]);
  }
}

template <auto Figure>
void run(const Reading& reading, Samples& samples) {
  samples.add({}, reading.*Figure);
}

void stream_info(const Reading& reading, Samples& samples) {
  for (const StreamReading& one : reading.streams) samples.add({one.of->name, one.of->topic, one.generator}, 1.0);
}
void shard_info(const Reading& reading, Samples& samples) {
  samples.add({reading.shard_index, reading.shard_count}, 1.0);
}
void build_info(const Reading& reading, Samples& samples) { samples.add({reading.version, reading.librdkafka}, 1.0); }

template <auto Figure>
void process(const Reading& reading, Samples& samples) {
  if (reading.process) samples.add({}, *reading.process.*Figure);
}

// clang-format off
constexpr std::array kFamilies{
    Family{"spate_records_scheduled_total", kCounter, {"stream"}, "records",
           "Records due so far by the schedule.", account<&stats::Account::scheduled>},
    Family{"spate_records_duplicated_total", kCounter, {"stream"}, "records",
           "Extra copies made because the scenario asks for duplicates.", account<&stats::Account::duplicated>},
    Family{"spate_records_enqueued_total", kCounter, {"stream"}, "records",
           "Records handed to the Kafka client, those it refused at once included.", account<&stats::Account::enqueued>},
    Family{"spate_records_skipped_total", kCounter, {"stream", "reason"}, "records",
           "Records that were due and deliberately not sent, by reason.", skipped},
    Family{"spate_replay_bad_records_total", kCounter, {"stream"}, "records",
           "Lines of a replayed file that are no records, passed over.", replay_bad_records},
    Family{"spate_records_resent_total", kCounter, {"stream"}, "records",
           "Records handed over again because an earlier run that was killed may have sent them already.", repeated},
    Family{"spate_records_dropped_total", kCounter, {"stream"}, "records",
           "Records left out because the scenario asks for drops.", account<&stats::Account::dropped>},
    Family{"spate_records_waiting", kGauge, {"stream"}, "records",
           "Records due and not yet handed to the Kafka client.", account<&stats::Account::waiting>},
    Family{"spate_records_delivered_total", kCounter, {"stream"}, "records",
           "Records the brokers acknowledged.", account<&stats::Account::delivered>},
    Family{"spate_records_failed_total", kCounter, {"stream", "error"}, "records",
           "Records given up, by error.", failed},
    Family{"spate_records_possibly_persisted_total", kCounter, {"stream"}, "records",
           "Of the failed records, those that may be in the log all the same.", account<&stats::Account::possibly_persisted>},
    Family{"spate_records_in_flight", kGauge, {"stream"}, "records",
           "Records handed to the Kafka client whose outcome is not known yet.", account<&stats::Account::in_flight>},
    Family{"spate_bytes_enqueued_total", kCounter, {"stream"}, "bytes",
           "Bytes of keys, values and headers handed to the Kafka client, before compression.", account<&stats::Account::bytes_enqueued>},
    Family{"spate_bytes_delivered_total", kCounter, {"stream"}, "bytes",
           "Bytes of keys, values and headers the brokers acknowledged, before compression.", account<&stats::Account::bytes_delivered>},

    Family{"spate_bytes_skipped_total", kCounter, {"stream", "reason"}, "bytes",
           "Bytes that a rate in bytes was due and that were deliberately not made into records, by reason.", skipped_bytes},
    Family{"spate_target_records_per_second", kGauge, {"stream"}, "records/s",
           "Rate the schedule asks for now; +Inf when the stream runs as fast as it can.", stream<&StreamReading::target_rate>},
    Family{"spate_schedule_lag_seconds", kHistogram, {"stream"}, "seconds",
           "From a record's intended time to its hand-over to the Kafka client.", stream<&StreamReading::schedule_lag>},
    Family{"spate_schedule_behind_seconds", kGauge, {"stream"}, "seconds",
           "How late the oldest waiting record is now; 0 when none waits.", stream<&StreamReading::behind_seconds>},
    Family{"spate_delivery_latency_seconds", kHistogram, {"stream"}, "seconds",
           "From a record's intended time to its acknowledgement.", stream<&StreamReading::delivery_latency>},
    Family{"spate_ack_latency_seconds", kHistogram, {"stream"}, "seconds",
           "From a record's hand-over to the Kafka client to its acknowledgement.", stream<&StreamReading::ack_latency>},
    Family{"spate_end_to_end_latency_seconds", kHistogram, {"stream"}, "seconds",
           "From a record's intended time until a consumer had it; for streams that measure it.", end_to_end},
    Family{"spate_records_end_to_end_unmeasured_total", kCounter, {"stream"}, "records",
           "Delivered records whose end-to-end latency could not be measured; for streams that measure it.", end_to_end_unknown},
    Family{"spate_blocked_seconds_total", kCounter, {"stream"}, "seconds",
           "Time spent unable to hand over records because the client's queue was full.", stream<&StreamReading::blocked_seconds>},
    Family{"spate_busiest_partition_ratio", kGauge, {"stream"}, "",
           "Share of the delivered records that the busiest partition got, 0 to 1.", stream<&StreamReading::partition_share_max>},
    Family{"spate_busiest_key_ratio", kGauge, {"stream"}, "",
           "Share of the delivered keyed records that the busiest key has, 0 to 1; from a sample at high rates.", stream<&StreamReading::key_share_max>},
    Family{"spate_limited_seconds_total", kCounter, {"stream", "reason"}, "seconds",
           "Time by what kept the stream from its rate, second by second; none while it was on target.", limited},

    Family{"spate_imperfections_total", kCounter, {"stream", "kind"}, "records",
           "Records handed to the Kafka client with something wrong, or left out, because the scenario asks for it.", imperfections},
    Family{"spate_event_lateness_seconds", kHistogram, {"stream"}, "seconds",
           "How far a record's event time lies behind its intended time, where the scenario sets it back.", stream<&StreamReading::event_lateness>},

    Family{"spate_producer_queue_records", kGauge, {}, "records",
           "Records inside the Kafka client, waiting or in flight.", client<&stats::ClientReading::queue_records>},
    Family{"spate_producer_queue_bytes", kGauge, {}, "bytes",
           "Bytes of the records inside the Kafka client.", client<&stats::ClientReading::queue_bytes>},
    Family{"spate_broker_up", kGauge, {"broker"}, "",
           "1 while the client is connected to the broker, else 0.", broker_up},
    Family{"spate_broker_rtt_seconds", kGauge, {"broker"}, "seconds",
           "Mean round trip of a request over the last statistics interval.", broker<&stats::BrokerReading::rtt_seconds>},
    Family{"spate_broker_throttle_seconds", kGauge, {"broker"}, "seconds",
           "Mean delay the broker imposed over the last statistics interval.", broker<&stats::BrokerReading::throttle_seconds>},
    Family{"spate_broker_requests_in_flight", kGauge, {"broker"}, "requests",
           "Requests sent to the broker and not answered yet.", broker<&stats::BrokerReading::requests_in_flight>},

    Family{"spate_control_actions_total", kCounter, {"action"}, "actions",
           "What somebody did to the run through the control API, and what was undone when its time was over.", control_actions},
    Family{"spate_config_last_reload_successful", kGauge, {}, "",
           "1 if the scenario was taken over when it was last read, 0 if it was refused.", run<&Reading::reload_successful>},
    Family{"spate_config_last_reload_success_timestamp_seconds", kGauge, {}, "seconds",
           "When the scenario was last taken over, since unix epoch.", run<&Reading::reload_timestamp_seconds>},
    Family{"spate_log_lines_dropped_total", kCounter, {}, "lines",
           "Log lines that were dropped because the log was not read or could not be written.", run<&Reading::log_lines_dropped>},
    Family{"spate_stream_info", kGauge, {"stream", "topic", "generator"}, "",
           "Always 1; ties a stream to its topic and generator.", stream_info},
    Family{"spate_shard_info", kGauge, {"index", "count"}, "",
           "Always 1; which part of the load this process sends, counted from 0, and of how many.", shard_info},
    Family{"spate_build_info", kGauge, {"version", "librdkafka"}, "",
           "Always 1; the versions of spate and of librdkafka.", build_info},

    Family{"process_cpu_seconds_total", kCounter, {}, "seconds",
           "Total user and system CPU time spent in seconds.", process<&ProcessReading::cpu_seconds>},
    Family{"process_resident_memory_bytes", kGauge, {}, "bytes",
           "Resident memory size in bytes.", process<&ProcessReading::resident_bytes>},
    Family{"process_virtual_memory_bytes", kGauge, {}, "bytes",
           "Virtual memory size in bytes.", process<&ProcessReading::virtual_bytes>},
    Family{"process_open_fds", kGauge, {}, "descriptors",
           "Number of open file descriptors.", process<&ProcessReading::open_fds>},
    Family{"process_max_fds", kGauge, {}, "descriptors",
           "Maximum number of open file descriptors.", process<&ProcessReading::max_fds>},
    Family{"process_start_time_seconds", kGauge, {}, "seconds",
           "Start time of the process since unix epoch in seconds.", process<&ProcessReading::start_time_seconds>},
    Family{"process_threads", kGauge, {}, "threads",
           "Number of OS threads in the process.", process<&ProcessReading::threads>},
    Family{"spate_allocated_memory_bytes", kGauge, {}, "bytes",
           "Memory allocated and not freed.", process<&ProcessReading::allocated_bytes>},
};
// clang-format on

}  // namespace

std::span<const Family> families() noexcept { return kFamilies; }

}  // namespace spate::metrics
