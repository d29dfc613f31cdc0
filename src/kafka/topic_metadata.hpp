// How many partitions a topic has, as the cluster says now.
#pragma once

#include <cstdint>

#include "stats/failures.hpp"

struct rd_kafka_s;
struct rd_kafka_topic_s;

namespace spate {

struct PartitionsAnswer {
  ErrorCode error = 0;  // 0: count holds
  std::int32_t count = 0;
};

// Blocks for `milliseconds` at most. The client's own idea of the topic is renewed as well. Any thread but the one
// that serves the client's events.
[[nodiscard]] PartitionsAnswer ask_partitions(rd_kafka_s& client, rd_kafka_topic_s& topic, int milliseconds) noexcept;

}  // namespace spate
