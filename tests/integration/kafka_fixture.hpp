// What the tests of the producer stand on: an embedded cluster, streams that send numbered records to it, and a
// reader that is not ours (librdkafka's consumer) to see what arrived.
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

// A scenario with one stream to each topic and the client properties given.
[[nodiscard]] scenario::Scenario scenario_of(const std::vector<FixtureTopic>& topics,
                                             const std::vector<std::pair<std::string, std::string>>& properties = {});

struct SentEnvelope {
  std::int64_t timestamp = 0;
  std::vector<std::pair<std::string, std::optional<std::string>>> headers;
};

// One record as it shall be sent; absent: null. All records of a run have an envelope, or none has.
struct ReceivedRecord {
  std::int32_t partition = 0;
  std::optional<std::string> key;
  std::optional<std::string> value;
  std::optional<SentEnvelope> envelope = std::nullopt;
};

// A stream with memory of its own, and the worker's part of the work done in the plainest way.
class FixtureStream {
 public:
  FixtureStream(record::RecordSink& sink, stats::StreamStats& stats, record::Arena& arena)
      : sink_(sink), stats_(stats), arena_(arena) {}

  // Each record in turn, waiting while the queue or the arena is full. `at_once` of them make one batch. False when
  // it was full for longer than ten seconds.
  bool send(const std::vector<ReceivedRecord>& records, std::size_t at_once = 100);

  // Hands over one run as it is: how many were settled.
  std::size_t offer(const std::vector<ReceivedRecord>& run);

  [[nodiscard]] stats::StreamStats& stats() noexcept { return stats_; }
  [[nodiscard]] record::RecordSink& sink() noexcept { return sink_; }

 private:
  [[nodiscard]] record::Record make(const ReceivedRecord& sent);
  std::size_t hand_over(std::span<const record::Record> run);

  record::RecordSink& sink_;
  stats::StreamStats& stats_;
  record::Arena& arena_;
};

struct KafkaFixture {
  explicit KafkaFixture(scenario::Scenario asked, kafka::DeliveryObserver observer = {});

  // What arrived in a partition, in order, at most `most` records.
  // Envelopes come with it, timestamps that the client gave by itself too.
  [[nodiscard]] std::vector<ReceivedRecord> read_back(const std::string& topic, std::int32_t partition,
                                                      std::size_t max) const;
  bool finish(Duration within = 20 * kSecond) { return producer->finish(monotonic_now() + within); }

  scenario::Scenario scenario;
  std::unique_ptr<kafka::EmbeddedCluster> cluster;
  stats::RunStats stats;
  std::vector<std::unique_ptr<record::Arena>> arenas;
  std::vector<kafka::ClientEvent> events;  // to be looked at after the end
  std::unique_ptr<kafka::Producer> producer;
  std::vector<FixtureStream> streams;
};

// `count` records of one partition: keys k0, k1 …, values v0, v1 … filled up to `size` bytes.
[[nodiscard]] std::vector<ReceivedRecord> numbered(std::size_t count, std::int32_t partition = 0,
                                                   std::size_t size = 20);

// Envelopes are not compared.
bool operator==(const ReceivedRecord& left, const ReceivedRecord& right);

}  // namespace spate::testing
