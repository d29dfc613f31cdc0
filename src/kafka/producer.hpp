// The client that all streams share: sends their records to Kafka and counts the outcome of each.
#pragma once

#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <span>
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

// The topic of a stream, to be opened. Both must outlive its sink.
struct StreamTopic {
  const scenario::Stream& stream;
  stats::StreamStats& stats;
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
  // Connects in the background. Requests the topics of the scenario together. Throws StartError if librdkafka rejects
  // the configuration.
  Producer(const scenario::Scenario& scenario, const std::string& bootstrap_servers, stats::ClientStats& stats,
           ClientEventHandler on_event, DeliveryObserver on_delivery = {});
  ~Producer();
  Producer(const Producer&) = delete;
  Producer& operator=(const Producer&) = delete;

  // Requests the partition counts of all these topics at once and marks the topics of the streams as ready. Returns a
  // sink per topic, valid until close_topic() or the end of the producer. Opens all or none: throws StartError if the
  // request fails for a topic or takes longer than 10 s.
  [[nodiscard]] std::vector<record::RecordSink*> open_topics(std::span<const StreamTopic> topics);

  // Whether the topic was opened with other properties (`kafka` of a stream). A client keeps the first properties of a
  // topic, so other ones need another client.
  [[nodiscard]] bool opened_with_other_properties(const scenario::Stream& stream) const;

  // Requires that no worker uses the sink and that all its records are settled.
  void close_topic(const record::RecordSink& sink) noexcept;

  // Requests the partition counts of all open topics at once, so workers use added partitions. Returns the changes. A
  // failed request keeps the counts and is reported as an event. Blocks for up to 10 s, and for up to 6 s more per
  // topic with added partitions whose leaders do not respond.
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
  ClientTopic new_topic(const scenario::Stream& stream);
  std::vector<ClientTopic> new_topics(const scenario::Scenario& scenario);
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
  std::vector<ClientTopic> unopened_;                              // known to the client, until open_topics()
  std::atomic<bool> stopping_{false};
  Thread poll_thread_;  // last, as it uses the others
};

}  // namespace spate::kafka
