// librdkafka's C handles as owners: one deleter and one alias each, without librdkafka's header.
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

using Client = Handle<rd_kafka_s>;  // destroying it waits for the client's own threads
using ClientConfiguration = Handle<rd_kafka_conf_s>;
using TopicConfiguration = Handle<rd_kafka_topic_conf_s>;
using ClientTopic = Handle<rd_kafka_topic_s>;  // must go before its client
using EventQueue = Handle<rd_kafka_queue_s>;   // must go before its client
using Event = Handle<rd_kafka_op_s>;

}  // namespace spate::kafka
