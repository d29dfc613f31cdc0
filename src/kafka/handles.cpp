#include "kafka/handles.hpp"

#include <librdkafka/rdkafka.h>

namespace spate::kafka {

void DestroyHandle::operator()(rd_kafka_s* client) const noexcept { rd_kafka_destroy(client); }
void DestroyHandle::operator()(rd_kafka_conf_s* configuration) const noexcept { rd_kafka_conf_destroy(configuration); }
void DestroyHandle::operator()(rd_kafka_topic_conf_s* configuration) const noexcept {
  rd_kafka_topic_conf_destroy(configuration);
}
void DestroyHandle::operator()(rd_kafka_topic_s* topic) const noexcept { rd_kafka_topic_destroy(topic); }
void DestroyHandle::operator()(rd_kafka_queue_s* queue) const noexcept { rd_kafka_queue_destroy(queue); }
void DestroyHandle::operator()(rd_kafka_op_s* event) const noexcept { rd_kafka_event_destroy(event); }

}  // namespace spate::kafka
