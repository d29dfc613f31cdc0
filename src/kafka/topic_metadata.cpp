#include "kafka/topic_metadata.hpp"

#include <librdkafka/rdkafka.h>

namespace spate {

PartitionsAnswer ask_partitions(rd_kafka_s& client, rd_kafka_topic_s& topic, int milliseconds) noexcept {
  const rd_kafka_metadata_t* metadata = nullptr;
  const auto error = rd_kafka_metadata(&client, 0, &topic, &metadata, milliseconds);
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR) return {.error = error};
  PartitionsAnswer answer{.error = RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC};
  if (metadata->topic_cnt > 0) {
    answer = {.error = metadata->topics[0].err, .count = metadata->topics[0].partition_cnt};
    if (answer.error == 0 && answer.count < 1) answer.error = RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC;
  }
  rd_kafka_metadata_destroy(metadata);
  return answer;
}

}  // namespace spate
