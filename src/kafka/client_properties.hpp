// Checks the properties a scenario passes on to Kafka, with librdkafka itself as the judge, and more strictly where it
// would let a slip pass.
#pragma once

#include <string>

#include "scenario/model/scenario.hpp"
#include "scenario/yaml/diagnostics.hpp"

namespace spate::kafka {

// Every property under kafka: and under the streams' kafka: and topic_config:. Reports unknown names with a
// suggestion, bad values, properties of consumers, those that are spate's own, and settings that do not go together.
// Opens no connection. Names of topic configs are judged by the broker when the topic is created.
void check_properties(const scenario::Scenario& scenario, scenario::Diagnostics& diagnostics);

// Whether "delivered" only means written to the socket, since the stream asks for no acknowledgement (acks: 0).
[[nodiscard]] bool acks_disabled(const scenario::Scenario& scenario, const scenario::Stream& stream) noexcept;

// Whether every replica in sync must acknowledge (acks: all, which is the default).
[[nodiscard]] bool acks_all(const scenario::Scenario& scenario, const scenario::Stream& stream) noexcept;

// Why SASL mechanism `mechanism` cannot be used with this version of librdkafka (0x020800ff is 2.8.0); empty: it can.
[[nodiscard]] std::string mechanism_problem(const std::string& mechanism, int version);

}  // namespace spate::kafka
