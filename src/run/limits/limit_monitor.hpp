// Watches a run and puts every second of every stream on one account: on target, or what kept it from it.
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

// A thread named spate-limits wakes once a second, reads what workers, scheduler and client say, and asks the brokers
// about the topics while a stream falls short.
class LimitMonitor {
 public:
  // Without a producer there is no queue and no broker. Statistics outlive it.
  LimitMonitor(const scenario::Scenario& scenario, const std::string& bootstrap_servers, stats::RunStats& stats,
               const kafka::Producer* producer);
  ~LimitMonitor() { stop(); }
  LimitMonitor(const LimitMonitor&) = delete;
  LimitMonitor& operator=(const LimitMonitor&) = delete;

  // Once, with T = 0 of the run.
  void start(MonotonicTime origin);
  // Any thread: the run goes on as this scenario, with this producer.
  void update(const scenario::Scenario& scenario, const std::string& bootstrap_servers,
              const kafka::Producer* producer);
  // To be called when the workers have ended: settles the rest of their last second. Again: does nothing.
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
  std::mutex mutex_;  // guards what update() changes; measuring takes up to two seconds
  scenario::Scenario scenario_;
  std::optional<kafka::TopicHealth> topics_;
  kafka::ClientLimits limits_;
  std::vector<MeasuredStream> streams_;
  ThreadTimesByNumber threads_;  // at the look before
  MonotonicTime measured_{};
  WakeEvent stopped_;
  Thread thread_;  // last: gone before anything it uses
};

}  // namespace spate::run
