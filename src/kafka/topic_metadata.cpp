#include "kafka/topic_metadata.hpp"

#include <librdkafka/rdkafka.h>

#include <algorithm>
#include <memory>
#include <span>

namespace spate::kafka {

PartitionCountResult request_partition_count(rd_kafka_s& client, rd_kafka_topic_s& topic, Duration timeout) noexcept {
  const rd_kafka_metadata_t* metadata = nullptr;
  const auto error = rd_kafka_metadata(&client, 0, &topic, &metadata, timeout_milliseconds(timeout));
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR) return {.error = error};
  PartitionCountResult result{.error = RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC};
  if (metadata->topic_cnt > 0) {
    result = {.error = metadata->topics[0].err, .count = metadata->topics[0].partition_cnt};
    if (result.error == 0 && result.count < 1) result.error = RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC;
  }
  rd_kafka_metadata_destroy(metadata);
  return result;
}

bool leaders_answer(rd_kafka_s& client, const std::string& topic, std::int32_t partitions, Duration timeout) noexcept {
  const std::unique_ptr<rd_kafka_topic_partition_list_t, decltype(&rd_kafka_topic_partition_list_destroy)> offsets{
      rd_kafka_topic_partition_list_new(partitions), rd_kafka_topic_partition_list_destroy};
  rd_kafka_topic_partition_list_add_range(offsets.get(), topic.c_str(), 0, partitions - 1);
  const std::span partition_list{offsets->elems, static_cast<std::size_t>(offsets->cnt)};
  for (auto& partition : partition_list) partition.offset = RD_KAFKA_OFFSET_END;
  const auto error = rd_kafka_offsets_for_times(&client, offsets.get(), timeout_milliseconds(timeout));
  return error == RD_KAFKA_RESP_ERR_NO_ERROR &&
         std::all_of(partition_list.begin(), partition_list.end(),
                     [](const auto& partition) { return partition.err == RD_KAFKA_RESP_ERR_NO_ERROR; });
}

}  // namespace spate::kafka
