// Measures the end-to-end latency of streams with `measure: {end_to_end: true}`: consumes their records and counts the
// time from the intended time of each record until it arrived here.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/thread.hpp"
#include "base/time.hpp"
#include "kafka/client_event.hpp"
#include "kafka/handles.hpp"
#include "scenario/model/scenario.hpp"
#include "stats/run_stats.hpp"
#include "stats/sent_offsets.hpp"

struct rd_kafka_message_s;

namespace spate::kafka {

// Called by the control thread only. Reads every partition from its end, without a consumer group and without commits.
// The thread spate-consumer consumes the records. Delivery reports provide the intended time for each partition and
// offset. Does not read partitions that are added later. `stats` and `on_event` must outlive this object.
class EndToEndConsumer {
 public:
  // Finds the end of each partition, so it reads every record that is sent later, and enables reports in the statistics
  // of the streams. Sends two requests for all topics. Blocks for up to 10 s per request. Throws StartError if a
  // request fails. `on_event` gets the errors of the consumer, on its thread.
  EndToEndConsumer(const scenario::Scenario& scenario, const std::string& bootstrap_servers, stats::RunStats& stats,
                   ClientEventHandler on_event);
  ~EndToEndConsumer() { stop(MonotonicTime{}); }
  EndToEndConsumer(const EndToEndConsumer&) = delete;
  EndToEndConsumer& operator=(const EndToEndConsumer&) = delete;

  // Stops when it has read every reported record, or at `deadline`. A second call has no effect.
  void stop(MonotonicTime deadline);

 private:
  struct Arrival {
    std::int64_t offset = 0;
    MonotonicTime at{};
  };
  struct Partition {
    std::shared_ptr<stats::SentOffsets> sent;
    std::deque<Arrival> arrived;  // records without a report so far
  };
  struct Topic {
    ClientTopic handle;
    std::vector<Partition> partitions;
  };

  void open_partitions();
  void run();
  void read(Duration timeout);
  void on_record(const rd_kafka_message_s& message, MonotonicTime now);
  static void settle(Partition& partition);
  [[nodiscard]] bool has_read_all() const;

  ClientEventHandler on_event_;
  Client client_;
  EventQueue records_;
  std::map<std::string, Topic, std::less<>> topics_;
  std::atomic<bool> stopping_{false};
  std::atomic<MonotonicTime> deadline_{};
  Thread thread_;  // last, as it uses the others
};

}  // namespace spate::kafka
