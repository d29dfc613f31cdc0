// How many partitions a topic has, as the cluster says now, and whether they can take records.
#pragma once

#include <cstdint>
#include <string>

#include "base/time.hpp"
#include "stats/failures.hpp"

struct rd_kafka_s;
struct rd_kafka_topic_s;

namespace spate::kafka {

struct PartitionCountResult {
  stats::ErrorCode error = 0;  // 0: count holds
  std::int32_t count = 0;
};

// Blocks for `patience` at most. The client's own idea of the topic is renewed as well. Any thread but the one
// that serves the client's events.
[[nodiscard]] PartitionCountResult ask_partitions(rd_kafka_s& client, rd_kafka_topic_s& topic,
                                                  Duration timeout) noexcept;

// True once the leader of each of the first `partitions` partitions answers for it: it is asked for the partition's
// last offset. Metadata names a leader before that broker is ready to lead, and records sent to it then can be lost
// under idempotence: the broker refuses the first batch, accepts the second, being one whose predecessor it does not
// know, and the client takes the first for acknowledged by the second (seen with librdkafka 2.0.2 and Kafka 4.1.1 on
// topics just created). Blocks for `patience` at most; any thread but the one that serves the client's events.
[[nodiscard]] bool leaders_answer(rd_kafka_s& client, const std::string& topic, std::int32_t partitions,
                                  Duration timeout) noexcept;

}  // namespace spate::kafka
