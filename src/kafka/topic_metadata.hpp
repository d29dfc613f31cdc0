// Partition count of a topic in the cluster, and whether its leaders are ready.
#pragma once

#include <cstdint>
#include <string>

#include "base/time.hpp"
#include "stats/failures.hpp"

struct rd_kafka_s;
struct rd_kafka_topic_s;

namespace spate::kafka {

struct PartitionCountResult {
  stats::ErrorCode error = 0;  // 0: success
  std::int32_t count = 0;
};

// Also updates the client's metadata of the topic. Blocks for up to `timeout`. Not for the thread that serves the
// client's events.
[[nodiscard]] PartitionCountResult request_partition_count(rd_kafka_s& client, rd_kafka_topic_s& topic,
                                                           Duration timeout) noexcept;

// Whether the leader of each of the first `partitions` partitions returns its last offset. Metadata can name a leader
// before that broker is ready. With idempotence, records sent too early can be lost: the broker rejects the first batch
// but accepts the second, as it does not know the producer yet, and the client takes that for an acknowledgement of
// both (seen with librdkafka 2.0.2 and Kafka 4.1.1 on new topics). Blocks for up to `timeout`. Not for the thread that
// serves the client's events.
[[nodiscard]] bool leaders_answer(rd_kafka_s& client, const std::string& topic, std::int32_t partitions,
                                  Duration timeout) noexcept;

}  // namespace spate::kafka
