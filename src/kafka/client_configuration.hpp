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

// A client requests the topics that it knows before its first connection in one request, and each later topic in a
// separate one. So a client with many topics connects after it knows them: defer_connection() keeps it from connecting
// at its start.
void defer_connection(rd_kafka_conf_s& configuration);
// Has no effect on a client that connects already. With the embedded cluster, blocks for up to 0.2 s until it responds.
void connect_client(rd_kafka_s& client, const scenario::Scenario& scenario,
                    const std::string& bootstrap_servers) noexcept;

}  // namespace spate::kafka
