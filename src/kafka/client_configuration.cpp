#include "kafka/client_configuration.hpp"

#include <fmt/format.h>
#include <librdkafka/rdkafka.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <string_view>
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

std::string text_setting(const rd_kafka_conf_t& configuration, const char* name) {
  std::size_t size = 0;  // with the final null
  if (rd_kafka_conf_get(&configuration, name, nullptr, &size) != RD_KAFKA_CONF_OK || size == 0) return {};
  std::string text(size, '\0');
  rd_kafka_conf_get(&configuration, name, text.data(), &size);
  text.pop_back();
  return text;
}

// librdkafka derives other settings from bootstrap.servers at the start of the client only: canonical names for
// Kerberos, and connections.max.idle.ms for a name with "azure".
bool needs_servers_at_start(const rd_kafka_conf_t& configuration) {
  const auto servers = text_setting(configuration, "bootstrap.servers");
  constexpr std::string_view kAzure = "azure";
  const auto azure = std::search(servers.begin(), servers.end(), kAzure.begin(), kAzure.end(),
                                 [](char a, char b) { return std::tolower(static_cast<unsigned char>(a)) == b; });
  return azure != servers.end() ||
         text_setting(configuration, "client.dns.lookup") == "resolve_canonical_bootstrap_servers_only";
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

void defer_connection(rd_kafka_conf_s& configuration) {
  if (needs_servers_at_start(configuration)) return;
  rd_kafka_conf_set(&configuration, "bootstrap.servers", nullptr, nullptr, 0);
}

// A connected client requests metadata. If another request follows at once, the kernel delays the response of a mock
// broker to it by 40 ms, because mock brokers do not set TCP_NODELAY. Waiting for the cluster id waits for the first
// response and sends nothing.
void connect_client(rd_kafka_s& client, const scenario::Scenario& scenario,
                    const std::string& bootstrap_servers) noexcept {
  constexpr int kAttempts = 40;
  constexpr int kTimeoutMs = 5;  // rd_kafka_clusterid() may miss its wake-up
  rd_kafka_brokers_add(&client, bootstrap_servers.c_str());
  char* cluster_id = nullptr;
  for (int attempt = 0; scenario.embedded && cluster_id == nullptr && attempt < kAttempts; ++attempt)
    cluster_id = rd_kafka_clusterid(&client, kTimeoutMs);
  if (cluster_id != nullptr) rd_kafka_mem_free(&client, cluster_id);
}

}  // namespace spate::kafka
