// Hands over one record with its timestamp and headers.
#pragma once

#include <librdkafka/rdkafka.h>

#include "record/record.hpp"

namespace spate::kafka {

// The record has an envelope. As the batch call does, the client keeps pointers to the value and copies the rest.
// The producing thread only.
[[nodiscard]] rd_kafka_resp_err_t produce_with_envelope(rd_kafka_t& client, rd_kafka_topic_t& topic,
                                                        const record::Record& record) noexcept;

}  // namespace spate::kafka
