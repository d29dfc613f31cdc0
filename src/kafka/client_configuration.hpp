// The client properties of a scenario as configuration objects of librdkafka. check_properties() has checked them
// before. All functions throw StartError if librdkafka rejects a property. Thread-safe.
#pragma once

#include <string>

#include "kafka/handles.hpp"
#include "scenario/model/scenario.hpp"

namespace spate::kafka {

// Sets the defaults of spate, then the properties of the scenario, then those that spate manages.
[[nodiscard]] ClientConfiguration configure_client(const scenario::Scenario& scenario,
                                                   const std::string& bootstrap_servers);

// Copies the topic defaults of the client and sets the properties of the stream.
[[nodiscard]] TopicConfiguration configure_topic(rd_kafka_s& client, const scenario::Stream& stream);

// Both take ownership of the configuration.
[[nodiscard]] Client start_client(ClientConfiguration configuration);
[[nodiscard]] Client start_consumer(ClientConfiguration configuration);

}  // namespace spate::kafka
