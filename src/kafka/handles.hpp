// Owning pointers for the C handles of librdkafka, without its header.
#pragma once

#include <memory>

struct rd_kafka_s;
struct rd_kafka_conf_s;
struct rd_kafka_topic_conf_s;
struct rd_kafka_topic_s;
struct rd_kafka_queue_s;
struct rd_kafka_op_s;

namespace spate::kafka {

struct DestroyHandle {
  void operator()(rd_kafka_s* client) const noexcept;
  void operator()(rd_kafka_conf_s* configuration) const noexcept;
  void operator()(rd_kafka_topic_conf_s* configuration) const noexcept;
  void operator()(rd_kafka_topic_s* topic) const noexcept;
  void operator()(rd_kafka_queue_s* queue) const noexcept;
  void operator()(rd_kafka_op_s* event) const noexcept;
};

template <class C>
using Handle = std::unique_ptr<C, DestroyHandle>;

using Client = Handle<rd_kafka_s>;  // destruction waits for the client's threads
using ClientConfiguration = Handle<rd_kafka_conf_s>;
using TopicConfiguration = Handle<rd_kafka_topic_conf_s>;
using ClientTopic = Handle<rd_kafka_topic_s>;  // destroyed before its client
using EventQueue = Handle<rd_kafka_queue_s>;   // destroyed before its client
using Event = Handle<rd_kafka_op_s>;

}  // namespace spate::kafka
