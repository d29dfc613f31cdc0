#include "kafka/topic_metadata.hpp"

#include <librdkafka/rdkafka.h>

namespace spate::kafka {
namespace {

using PartitionList =
    std::unique_ptr<rd_kafka_topic_partition_list_t, decltype(&rd_kafka_topic_partition_list_destroy)>;

PartitionList all_partitions(std::span<const TopicPartitions> topics) {
  int count = 0;
  for (const auto& topic : topics) count += topic.partitions;
  PartitionList list{rd_kafka_topic_partition_list_new(count), rd_kafka_topic_partition_list_destroy};
  for (const auto& [topic, partitions] : topics)
    for (std::int32_t partition = 0; partition < partitions; ++partition)
      rd_kafka_topic_partition_list_add(list.get(), topic.c_str(), partition)->offset = RD_KAFKA_OFFSET_END;
  return list;
}

}  // namespace

void DestroyMetadata::operator()(const struct rd_kafka_metadata* metadata) const noexcept {
  rd_kafka_metadata_destroy(metadata);
}

MetadataResult request_metadata(rd_kafka_s& client, Duration timeout) noexcept {
  constexpr int kKnownTopics = 0;
  const rd_kafka_metadata_t* metadata = nullptr;
  const auto error = rd_kafka_metadata(&client, kKnownTopics, nullptr, &metadata, timeout_milliseconds(timeout));
  return {.error = error, .metadata = Metadata{metadata}};
}

PartitionCounts::PartitionCounts(rd_kafka_s& client, Duration timeout) {
  const auto [error, metadata] = request_metadata(client, timeout);
  default_.error = error != 0 ? error : RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC;
  if (error != 0) return;
  for (const auto& topic : std::span{metadata->topics, static_cast<std::size_t>(metadata->topic_cnt)}) {
    const bool is_empty = topic.err == RD_KAFKA_RESP_ERR_NO_ERROR && topic.partition_cnt < 1;
    results_[topic.topic] = {.error = is_empty ? RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC : topic.err,
                             .count = topic.partition_cnt};
  }
}

PartitionCountResult PartitionCounts::of(const std::string& topic) const {
  const auto result = results_.find(topic);
  return result == results_.end() ? default_ : result->second;
}

EndOffsets request_end_offsets(rd_kafka_s& client, std::span<const TopicPartitions> topics, Duration timeout) {
  const auto list = all_partitions(topics);
  EndOffsets result{.error = rd_kafka_offsets_for_times(&client, list.get(), timeout_milliseconds(timeout)),
                    .offsets = {}};
  for (const auto& [topic, partitions] : topics) result.offsets[topic].resize(static_cast<std::size_t>(partitions));
  for (const auto& partition : std::span{list->elems, static_cast<std::size_t>(list->cnt)}) {
    if (result.error == 0) result.error = partition.err;
    result.offsets[partition.topic][static_cast<std::size_t>(partition.partition)] = partition.offset;
  }
  return result;
}

bool leaders_answer(rd_kafka_s& client, std::span<const TopicPartitions> topics, Duration timeout) {
  return request_end_offsets(client, topics, timeout).error == 0;
}

}  // namespace spate::kafka
