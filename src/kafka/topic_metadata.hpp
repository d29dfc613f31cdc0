// Metadata of topics, and whether their leaders are ready. Each function sends one request for all topics: a round trip
// per topic would delay the start by minutes.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "stats/failures.hpp"

struct rd_kafka_s;
struct rd_kafka_metadata;

namespace spate::kafka {

struct DestroyMetadata {
  void operator()(const struct rd_kafka_metadata* metadata) const noexcept;
};
using Metadata = std::unique_ptr<const struct rd_kafka_metadata, DestroyMetadata>;

struct MetadataResult {
  stats::ErrorCode error = 0;  // 0: success
  Metadata metadata;           // null after an error
};

// Requests the brokers and all topics that the client knows (ClientTopic), and updates the metadata of the client.
// Blocks for up to `timeout`. Not for the thread that serves the client's events.
[[nodiscard]] MetadataResult request_metadata(rd_kafka_s& client, Duration timeout) noexcept;

struct PartitionCountResult {
  stats::ErrorCode error = 0;  // 0: success
  std::int32_t count = 0;
};

// The results of all topics that the client knows.
class PartitionCounts {
 public:
  // Requests them with request_metadata().
  PartitionCounts(rd_kafka_s& client, Duration timeout);
  [[nodiscard]] PartitionCountResult of(const std::string& topic) const;

 private:
  PartitionCountResult default_;
  std::map<std::string, PartitionCountResult> results_;
};

struct TopicPartitions {
  std::string topic;
  std::int32_t partitions = 0;  // the first ones
};

struct EndOffsets {
  stats::ErrorCode error = 0;                                // 0: all leaders responded
  std::map<std::string, std::vector<std::int64_t>> offsets;  // by topic and partition
};

// Requests the end of each partition from its leader. Fails as a whole if one leader does not respond. Blocks for up to
// `timeout`. Not for the thread that serves the client's events.
[[nodiscard]] EndOffsets request_end_offsets(rd_kafka_s& client, std::span<const TopicPartitions> topics,
                                             Duration timeout);

// Whether the leader of each partition returns its last offset. Metadata can name a leader before that broker is ready.
// With idempotence, records sent too early can be lost: the broker rejects the first batch but accepts the second, as
// it does not know the producer yet, and the client takes that for an acknowledgement of both (seen with librdkafka
// 2.0.2 and Kafka 4.1.1 on new topics). Blocks as request_end_offsets().
[[nodiscard]] bool leaders_answer(rd_kafka_s& client, std::span<const TopicPartitions> topics, Duration timeout);

}  // namespace spate::kafka
