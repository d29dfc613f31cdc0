// Finds the limit reason of every stream once a second.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/thread.hpp"
#include "base/time.hpp"
#include "kafka/producer.hpp"
#include "kafka/topic_health.hpp"
#include "run/limits/stream_meter.hpp"
#include "scenario/model/scenario.hpp"
#include "stats/run_stats.hpp"

namespace spate::run {

// Measures workers, threads and the client once a second, on the thread spate-limits. Queries the brokers about a topic
// only if the result can change the limit reason of a stream.
class LimitMonitor {
 public:
  // `producer`: null without a client. `stats` must outlive this object.
  LimitMonitor(const scenario::Scenario& scenario, const std::string& bootstrap_servers, stats::RunStats& stats,
               const kafka::Producer* producer);
  ~LimitMonitor() { stop(); }
  LimitMonitor(const LimitMonitor&) = delete;
  LimitMonitor& operator=(const LimitMonitor&) = delete;

  // Starts the thread. `origin`: T = 0 of the run.
  void start(MonotonicTime origin);
  // Measures this scenario and this producer from now on. Thread-safe.
  void update(const scenario::Scenario& scenario, const std::string& bootstrap_servers,
              const kafka::Producer* producer);
  // Measures the rest of the last second and ends the thread. Called after the workers have ended. Later calls do
  // nothing.
  void stop();

 private:
  struct MeasuredStream {
    std::shared_ptr<stats::StreamStats> stats;
    StreamMeter meter;
    bool acks_all;
  };

  void run(MonotonicTime origin);
  void measure(MonotonicTime now);
  void update_streams();
  [[nodiscard]] double queue_seconds() const;
  [[nodiscard]] double longest_wait(const ThreadTimesByNumber& threads, Duration interval) const;

  stats::RunStats& stats_;
  bool has_brokers_;
  std::mutex mutex_;  // held for up to 2 s during a measurement
  scenario::Scenario scenario_;
  std::optional<kafka::TopicHealth> topics_;
  kafka::ClientLimits limits_;
  std::vector<MeasuredStream> streams_;
  ThreadTimesByNumber threads_;  // at the previous measurement
  MonotonicTime measured_{};
  WakeEvent stopped_;
  Thread thread_;  // last: ends before other members are destroyed
};

}  // namespace spate::run
