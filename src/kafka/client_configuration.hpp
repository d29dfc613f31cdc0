// A scenario's client properties as librdkafka's configuration objects. Properties have been checked before
// (kafka/client_properties.hpp); what is refused all the same is a StartError. Any thread.
#pragma once

#include <string>

#include "kafka/handles.hpp"
#include "scenario/model/scenario.hpp"

namespace spate::kafka {

// spate's defaults, then the user's properties, then spate's own.
[[nodiscard]] ClientConfiguration configure_client(const scenario::Scenario& scenario,
                                                   const std::string& bootstrap_servers);

// The client's topic defaults, then the stream's own properties.
[[nodiscard]] TopicConfiguration configure_topic(rd_kafka_s& client, const scenario::Stream& stream);

// Both take the configuration over.
[[nodiscard]] Client start_client(ClientConfiguration configuration);
[[nodiscard]] Client start_consumer(ClientConfiguration configuration);

}  // namespace spate::kafka
