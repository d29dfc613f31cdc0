// Enqueues one record with its timestamp and headers.
#pragma once

#include <librdkafka/rdkafka.h>

#include "record/record.hpp"

namespace spate::kafka {

// `record` must have an envelope. The client keeps a pointer to the value and copies the rest. Called by the worker
// only.
[[nodiscard]] rd_kafka_resp_err_t produce_with_envelope(rd_kafka_t& client, rd_kafka_topic_t& topic,
                                                        const record::Record& record) noexcept;

}  // namespace spate::kafka
