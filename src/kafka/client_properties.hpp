// Checks the properties that a scenario sets for Kafka, with librdkafka itself. The check is stricter where librdkafka
// accepts typing errors.
#pragma once

#include <string>

#include "scenario/model/scenario.hpp"
#include "scenario/yaml/diagnostics.hpp"

namespace spate::kafka {

// Checks the properties under `kafka`, and under `kafka` and `topic_config` of the streams. Reports unknown names with
// a suggestion, invalid values, consumer properties, properties that spate manages, and properties that conflict. Opens
// no connection. The broker checks the names in `topic_config` when it creates the topic.
void check_properties(const scenario::Scenario& scenario, scenario::Diagnostics& diagnostics);

// Whether the stream uses acks: 0. Its records count as delivered once they are written to the socket.
[[nodiscard]] bool acks_disabled(const scenario::Scenario& scenario, const scenario::Stream& stream) noexcept;

// Whether every in-sync replica must acknowledge (acks: all, the default).
[[nodiscard]] bool acks_all(const scenario::Scenario& scenario, const scenario::Stream& stream) noexcept;

// Why `mechanism` of SASL fails with this version of librdkafka (0x020800ff is 2.8.0); empty: it works.
[[nodiscard]] std::string mechanism_problem(const std::string& mechanism, int version);

}  // namespace spate::kafka
