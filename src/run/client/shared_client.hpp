// The Kafka client that all streams of a run share: brokers, producer, end-to-end consumer, and the replacement of the
// producer.
#pragma once

#include <atomic>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "kafka/end_to_end_consumer.hpp"
#include "kafka/producer.hpp"
#include "run/client/brokers.hpp"
#include "run/client/client_log.hpp"
#include "run/client/delivery_lines.hpp"
#include "run/client/sender.hpp"
#include "scenario/model/scenario.hpp"
#include "stats/run_stats.hpp"

namespace spate::run {

// A new client, connected and not used yet.
struct StagedClient {
  std::optional<Brokers> brokers;  // absent: same brokers
  std::unique_ptr<kafka::Producer> producer;
};

// Control thread only. Without connect() there is no producer, and sinks discard records. The arenas of workers must
// outlive this object. `stop` ends waits for brokers.
class SharedClient {
 public:
  // Starts the embedded cluster if the scenario uses it. Sets `wake` when failed() becomes true. `lines` may be null.
  // Throws StartError.
  SharedClient(const scenario::Scenario& scenario, stats::RunStats& stats, DeliveryLines* lines, WakeEvent& wake,
               const WakeEvent& stop);

  // Creates topics, connects, and starts the end-to-end consumer if a stream needs it. Throws StartError.
  void connect(const scenario::Scenario& scenario);
  // Creates the topics of `topics` and, if `replace`, a new client for `next`. Throws StartError.
  [[nodiscard]] StagedClient stage(const scenario::Scenario& next, const scenario::Scenario& topics, bool replace);
  // Opens the topics of streams together. `producer`: of this or a staged client; null opens sinks that discard
  // records. Throws StartError, and opens none then.
  [[nodiscard]] static std::vector<OpenSink> open_sinks(std::span<const kafka::StreamTopic> topics,
                                                        kafka::Producer* producer);
  void close_sink(const record::RecordSink& sink) noexcept;

  // Switches to the staged client. The previous one keeps its records until drop_previous().
  void replace(StagedClient&& staged) noexcept;
  void drop_previous() noexcept;
  [[nodiscard]] bool has_previous() const noexcept { return previous_producer_ != nullptr; }

  // Waits for deliveries until `deadline`, then purges. Called when no worker enqueues any more. Returns true if
  // nothing was purged.
  bool finish(MonotonicTime deadline) noexcept;
  // Stops the end-to-end consumer once it has read all delivered records, or at `deadline`.
  void stop_consumer(MonotonicTime deadline);

  [[nodiscard]] kafka::Producer* producer() const noexcept { return producer_.get(); }
  [[nodiscard]] const std::string& bootstrap_servers() const noexcept { return brokers_.servers; }
  // True if the client has failed.
  [[nodiscard]] bool failed() const noexcept { return failed_.load(std::memory_order_relaxed); }

 private:
  void on_event(const kafka::ClientEvent& event);
  void create_topics(const scenario::Scenario& scenario, const std::string& servers) const;
  [[nodiscard]] std::unique_ptr<kafka::Producer> make_producer(const scenario::Scenario& scenario,
                                                               const std::string& servers);

  stats::RunStats& stats_;
  DeliveryLines* lines_;
  WakeEvent& wake_;
  const WakeEvent& stop_;
  ClientLog log_;
  std::atomic<bool> failed_{false};
  Brokers brokers_;
  std::optional<kafka::EndToEndConsumer> consumer_;
  std::optional<Brokers> previous_brokers_;
  std::unique_ptr<kafka::Producer> previous_producer_;
  std::unique_ptr<kafka::Producer> producer_;
};

}  // namespace spate::run
