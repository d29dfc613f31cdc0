// Fixture of the producer tests: an embedded cluster, streams that send numbered records, and a consumer of librdkafka
// that reads them.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "kafka/embedded_cluster.hpp"
#include "kafka/producer.hpp"
#include "record/arena.hpp"
#include "record/record_batch.hpp"
#include "stats/run_stats.hpp"

namespace spate::testing {

struct FixtureTopic {
  std::string name;
  int partitions = 1;
};

// A scenario with one stream per topic and these client properties.
[[nodiscard]] scenario::Scenario scenario_of(const std::vector<FixtureTopic>& topics,
                                             const std::vector<std::pair<std::string, std::string>>& properties = {});

struct SentEnvelope {
  std::int64_t timestamp = 0;
  std::vector<std::pair<std::string, std::optional<std::string>>> headers;
};

// One record. nullopt: null. Either all records of a run have an envelope, or none has.
struct ReceivedRecord {
  std::int32_t partition = 0;
  std::optional<std::string> key;
  std::optional<std::string> value;
  std::optional<SentEnvelope> envelope = std::nullopt;
};

// A stream with an arena, and a minimal worker.
class FixtureStream {
 public:
  FixtureStream(record::RecordSink& sink, stats::StreamStats& stats, record::Arena& arena)
      : sink_(sink), stats_(stats), arena_(arena) {}

  // Sends the records in batches of `at_once`, and waits while the queue or the arena is full. Returns false if a batch
  // takes longer than 10 s.
  bool send(const std::vector<ReceivedRecord>& records, std::size_t at_once = 100);

  // Enqueues one run without waiting. Returns how many records were settled.
  std::size_t offer(const std::vector<ReceivedRecord>& run);

  [[nodiscard]] stats::StreamStats& stats() noexcept { return stats_; }
  [[nodiscard]] record::RecordSink& sink() noexcept { return sink_; }

 private:
  [[nodiscard]] record::Record make(const ReceivedRecord& sent);
  std::size_t enqueue(std::span<const record::Record> run);

  record::RecordSink& sink_;
  stats::StreamStats& stats_;
  record::Arena& arena_;
};

struct KafkaFixture {
  explicit KafkaFixture(scenario::Scenario given_scenario, kafka::DeliveryObserver observer = {});

  // Reads a partition from its start, up to `max` records, with their envelopes.
  [[nodiscard]] std::vector<ReceivedRecord> read_partition(const std::string& topic, std::int32_t partition,
                                                           std::size_t max) const;
  bool finish(Duration within = 20 * kSecond) { return producer->finish(monotonic_now() + within); }

  scenario::Scenario scenario;
  std::unique_ptr<kafka::EmbeddedCluster> cluster;
  stats::RunStats stats;
  std::vector<std::unique_ptr<record::Arena>> arenas;
  std::vector<kafka::ClientEvent> events;  // read after the end only
  std::unique_ptr<kafka::Producer> producer;
  std::vector<FixtureStream> streams;
};

// `count` records of one partition, with keys k0, k1 … and values v0, v1 … of `size` bytes.
[[nodiscard]] std::vector<ReceivedRecord> numbered(std::size_t count, std::int32_t partition = 0,
                                                   std::size_t size = 20);

// Ignores envelopes.
bool operator==(const ReceivedRecord& left, const ReceivedRecord& right);

}  // namespace spate::testing
