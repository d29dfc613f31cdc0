// The client that all streams share: sends their records to Kafka and counts the outcome of each.
#pragma once

#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/thread.hpp"
#include "base/time.hpp"
#include "kafka/client_event.hpp"
#include "kafka/delivery.hpp"
#include "kafka/delivery_counter.hpp"
#include "kafka/handles.hpp"
#include "kafka/statistics_document.hpp"
#include "record/record_sink.hpp"
#include "scenario/model/scenario.hpp"
#include "stats/run_stats.hpp"

namespace spate::kafka {

class TopicSink;

// A topic whose partition count changed.
struct PartitionChange {
  std::string topic;
  std::int32_t before = 0;
  std::int32_t now = 0;
};

// Limits that the client's properties set.
struct ClientLimits {
  std::uint64_t queue_records = 0;  // producer queue, including records in flight
  std::uint64_t queue_bytes = 0;
  Duration linger{};          // linger.ms
  bool few_requests = false;  // max.in.flight.requests.per.connection <= 100
};

// Called by the control thread only, except where noted. Workers use the sinks. The thread spate-poll serves delivery
// reports, client statistics and events. Statistics and arenas must outlive the producer.
class Producer {
 public:
  // Connects in the background. Throws StartError if librdkafka rejects the configuration.
  Producer(const scenario::Scenario& scenario, const std::string& bootstrap_servers, stats::ClientStats& stats,
           ClientEventHandler on_event, DeliveryObserver on_delivery = {});
  ~Producer();
  Producer(const Producer&) = delete;
  Producer& operator=(const Producer&) = delete;

  // Requests the partition count of the topic and marks the topic of the stream as ready. Throws StartError if the
  // request fails or takes longer than 10 s. The sink is valid until close_topic() or the end of the producer.
  record::RecordSink& open_topic(const scenario::Stream& stream, stats::StreamStats& stats);

  // Whether the topic was opened with other properties (`kafka` of a stream). A client keeps the first properties of a
  // topic, so other ones need another client.
  [[nodiscard]] bool opened_with_other_properties(const scenario::Stream& stream) const;

  // Requires that no worker uses the sink and that all its records are settled.
  void close_topic(const record::RecordSink& sink) noexcept;

  // Requests the partition counts of all open topics, so workers use added partitions. Returns the changes. A failed
  // request keeps the count and is reported as an event. Blocks for up to 10 s per topic, and for up to 6 s more while
  // leaders of added partitions do not respond.
  [[nodiscard]] std::vector<PartitionChange> refresh_partitions();
  // Interval of these calls: topic.metadata.refresh.interval.ms; 0: never.
  [[nodiscard]] Duration refresh_interval() const noexcept { return refresh_interval_; }

  [[nodiscard]] ClientLimits limits() const;

  // Thread-safe. Number of records in the client without a delivery report.
  [[nodiscard]] std::size_t unsettled() const noexcept;

  // Waits until `deadline`. Returns whether every record in the client is delivered or failed.
  bool flush(MonotonicTime deadline) noexcept;

  // Called after the workers have ended. Waits until `deadline` for deliveries. Then purges the remaining records,
  // which fail with _PURGE_QUEUE or _PURGE_INFLIGHT, and waits for up to 10 s for their reports. Returns true if no
  // record was purged. Returns false within 0.1 s, without a purge, if `stop` is set.
  bool finish(MonotonicTime deadline, const WakeEvent& stop = {}) noexcept;

 private:
  bool purge() noexcept;
  void serve() noexcept;
  void serve(rd_kafka_op_s& event) noexcept;
  void serve_statistics(rd_kafka_op_s& event);
  void serve_error(rd_kafka_op_s& event) const;
  void serve_log(rd_kafka_op_s& event) const;

  stats::ClientStats& stats_;
  ClientEventHandler on_event_;
  DeliveryObserver on_delivery_;
  DeliveryCounter counter_;
  StatisticsReader statistics_;
  Client client_;
  EventQueue events_;
  std::size_t queue_bytes_ = 0;
  Duration refresh_interval_{};
  std::vector<std::unique_ptr<TopicSink>> sinks_;
  std::map<std::string, std::vector<scenario::Property>> opened_;  // properties by topic
  std::atomic<bool> stopping_{false};
  Thread poll_thread_;  // last, as it uses the others
};

}  // namespace spate::kafka
