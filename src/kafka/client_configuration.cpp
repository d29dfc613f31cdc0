#include "kafka/client_configuration.hpp"

#include <fmt/format.h>
#include <librdkafka/rdkafka.h>

#include <array>
#include <utility>

#include "base/error.hpp"
#include "kafka/client_defaults.hpp"
#include "kafka/tls_diagnosis.hpp"

namespace spate::kafka {
namespace {

using ErrorText = std::array<char, 512>;

void set(rd_kafka_conf_t& configuration, const std::string& name, const std::string& value) {
  ErrorText error{};
  if (rd_kafka_conf_set(&configuration, name.c_str(), value.c_str(), error.data(), error.size()) != RD_KAFKA_CONF_OK) {
    throw StartError{fmt::format("kafka: {}: {}", name, error.data())};
  }
}

void set_if_known(rd_kafka_conf_t& configuration, std::string_view name, std::string_view value) {
  ErrorText error{};
  rd_kafka_conf_set(&configuration, std::string{name}.c_str(), std::string{value}.c_str(), error.data(), error.size());
}

Client start(rd_kafka_type_t type, ClientConfiguration configuration) {
  ErrorText error{};
  Client client{rd_kafka_new(type, configuration.get(), error.data(), error.size())};
  if (!client) throw StartError{fmt::format("cannot create the Kafka client: {}", error.data())};
  static_cast<void>(configuration.release());  // the client owns it now
  return client;
}

}  // namespace

ClientConfiguration configure_client(const scenario::Scenario& scenario, const std::string& bootstrap_servers) {
  ClientConfiguration configuration{rd_kafka_conf_new()};
  for (const auto& property : property_defaults()) set_if_known(*configuration, property.name, property.value);
  for (const auto& property : scenario.kafka) set(*configuration, property.name, property.value);
  for (const auto& owned : owned_properties()) {
    if (!owned.value.empty()) set_if_known(*configuration, owned.name, owned.value);
  }
  set(*configuration, "bootstrap.servers", bootstrap_servers);
  explain_certificates(*configuration);
  return configuration;
}

TopicConfiguration configure_topic(rd_kafka_s& client, const scenario::Stream& stream) {
  TopicConfiguration configuration{rd_kafka_default_topic_conf_dup(&client)};
  for (const auto& property : stream.kafka) {
    ErrorText error{};
    if (rd_kafka_topic_conf_set(configuration.get(), property.name.c_str(), property.value.c_str(), error.data(),
                                error.size()) != RD_KAFKA_CONF_OK) {
      throw StartError{fmt::format("{}: {}: {}", property.path, property.name, error.data())};
    }
  }
  return configuration;
}

Client start_client(ClientConfiguration configuration) { return start(RD_KAFKA_PRODUCER, std::move(configuration)); }

Client start_consumer(ClientConfiguration configuration) { return start(RD_KAFKA_CONSUMER, std::move(configuration)); }

}  // namespace spate::kafka
