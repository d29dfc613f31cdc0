// The one client all streams share: takes their records, delivers them to Kafka and counts what came of each.
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

// A topic whose number of partitions is no longer what it was.
struct PartitionChange {
  std::string topic;
  std::int32_t before = 0;
  std::int32_t now = 0;
};

// What the client's settings allow.
struct ClientLimits {
  std::uint64_t queue_records = 0;  // its queue, in flight included
  std::uint64_t queue_bytes = 0;
  Duration linger{};          // how long a batch may fill
  bool few_requests = false;  // so few in flight that the others may have to wait for an answer
};

// Everything but what the sinks do is for one control thread. A thread named spate-poll serves delivery reports,
// statistics and events. Statistics, arenas and their blocks outlive the producer.
class Producer {
 public:
  // Connects in the background. Throws StartError when the client refuses its configuration.
  Producer(const scenario::Scenario& scenario, const std::string& bootstrap_servers, stats::ClientStats& stats,
           ClientEventHandler on_event, DeliveryObserver on_delivery = {});
  ~Producer();
  Producer(const Producer&) = delete;
  Producer& operator=(const Producer&) = delete;

  // Asks for the topic's partitions and marks the stream's topic as ready. Throws StartError when the topic does not
  // answer within ten seconds. The sink lives until close_topic(),
  // else as long as the producer.
  record::RecordSink& open_topic(const scenario::Stream& stream, stats::StreamStats& stats);

  // Whether the stream's topic has been opened before with other properties (streams' `kafka`): the client keeps those
  // it knows of a topic, so that it takes another client to use these.
  [[nodiscard]] bool opened_with_other_properties(const scenario::Stream& stream) const;

  // No worker uses the sink any more, nor a record that went through it.
  void close_topic(const record::RecordSink& sink) noexcept;

  // Asks again for the partitions of every topic opened, so that added ones are used from here on. Returns what
  // changed. Blocks up to some seconds while no broker answers (an event says so; the numbers stay).
  [[nodiscard]] std::vector<PartitionChange> refresh_partitions();
  // How often to do so: topic.metadata.refresh.interval.ms; 0: never.
  [[nodiscard]] Duration refresh_interval() const noexcept { return refresh_interval_; }

  [[nodiscard]] ClientLimits limits() const;

  // Records inside the client whose report has not been counted yet.
  [[nodiscard]] std::size_t unsettled() const noexcept;

  // Waits until `deadline`. True: every record inside the client has been delivered or has
  // failed.
  bool flush(MonotonicTime deadline) noexcept;

  // To be called once no worker enqueues any more: waits until `deadline` for deliveries, then
  // gives up the rest (they fail as _PURGE_QUEUE or _PURGE_INFLIGHT) and waits for the last report. After it every
  // record enqueued is counted as delivered or failed. True when nothing had to be given up. If `stop` rings before,
  // it returns at once, false, with nothing given up.
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
  std::map<std::string, std::vector<scenario::Property>> opened_;  // topics' properties, as the client knows them
  std::atomic<bool> stopping_{false};
  Thread poll_thread_;  // last: gone before anything it uses
};

}  // namespace spate::kafka
