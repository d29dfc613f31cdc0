// The Kafka client that all streams of a run share: its brokers, the producer, the consumer of what is measured end to
// end, and the change to another producer.
#pragma once

#include <atomic>
#include <memory>
#include <optional>
#include <string>

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

// Another client, connected and not used yet.
struct StagedClient {
  std::optional<Brokers> brokers;  // where they are others
  std::unique_ptr<kafka::Producer> producer;
};

// The control thread's. Without connect() there is no producer, and records go nowhere. The arenas of workers outlive
// it. `stop` ends what waits for brokers.
class SharedClient {
 public:
  // Starts the embedded cluster when the scenario asks for it. Rings `attention` when failed() has become true.
  // `lines` may be null. Throws StartError.
  SharedClient(const scenario::Scenario& scenario, stats::RunStats& stats, DeliveryLines* lines, WakeEvent& wake,
               const WakeEvent& stop);

  // Creates topics, connects, and finds the ends of topics that are read back. Throws StartError.
  void connect(const scenario::Scenario& scenario);
  // The topics of `topics` and, where `replace` says so, another client for `next`. Throws StartError.
  [[nodiscard]] StagedClient stage(const scenario::Scenario& next, const scenario::Scenario& topics, bool replace);
  // The topic of a stream. `producer`: the one of this client or of a staged one; null: records go nowhere. Throws
  // StartError.
  [[nodiscard]] static OpenSink open_sink(const scenario::Stream& stream, stats::StreamStats& stats,
                                          kafka::Producer* producer);
  void close_sink(const record::RecordSink& sink) noexcept;

  // The staged one is used from here on. The one before stays until drop_previous(), with the records it still has.
  void replace(StagedClient&& staged) noexcept;
  void drop_previous() noexcept;
  [[nodiscard]] bool has_previous() const noexcept { return previous_producer_ != nullptr; }

  // No worker enqueues any more. Waits for deliveries until `deadline`, purges the rest. True: nothing had to be
  // purged.
  bool finish(MonotonicTime deadline) noexcept;
  // Reads on until all that was delivered is read, or until `deadline`.
  void stop_consumer(MonotonicTime deadline);

  [[nodiscard]] kafka::Producer* producer() const noexcept { return producer_.get(); }
  [[nodiscard]] const std::string& bootstrap_servers() const noexcept { return brokers_.servers; }
  // The client broke.
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
