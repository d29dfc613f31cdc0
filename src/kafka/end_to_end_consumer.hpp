// Reads back what the streams with `measure: {end_to_end: true}` send, and counts how long each record took from its
// intended time until a consumer had it.
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

// A consumer of its own: it reads every partition from its end on, belongs to no group and commits nothing, so it is in
// nobody's way. A thread named spate-consumer takes the records; intended times are found by partition and offset,
// which delivery reports tell. Statistics and the handler outlive it. Partitions added later are not read.
class EndToEndConsumer {
 public:
  // Finds the end of each partition, so that every record sent from here on is read, and tells the streams' statistics
  // where to report. Throws StartError. `on_event` hears what keeps records from being read; any thread.
  EndToEndConsumer(const scenario::Scenario& scenario, const std::string& bootstrap_servers, stats::RunStats& stats,
                   ClientEventHandler on_event);
  ~EndToEndConsumer() { stop(MonotonicTime{}); }
  EndToEndConsumer(const EndToEndConsumer&) = delete;
  EndToEndConsumer& operator=(const EndToEndConsumer&) = delete;

  // Reads on until every record reported has been read, or until `deadline`. Again: does nothing.
  void stop(MonotonicTime deadline);

 private:
  struct Arrival {
    std::int64_t offset = 0;
    MonotonicTime at{};
  };
  struct Partition {
    std::shared_ptr<stats::SentOffsets> sent;
    std::deque<Arrival> arrived;  // and not reported yet: a report may come after its record
  };
  struct Topic {
    ClientTopic handle;
    std::vector<Partition> partitions;
  };

  Topic open(const std::string& name, std::size_t partitions_of_all);
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
  Thread thread_;  // last: gone before anything it uses
};

}  // namespace spate::kafka
