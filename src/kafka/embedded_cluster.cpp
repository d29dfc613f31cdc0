#include "kafka/embedded_cluster.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <librdkafka/rdkafka.h>
#include <librdkafka/rdkafka_mock.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <map>
#include <optional>

#include "base/error.hpp"
#include "base/host_port.hpp"
#include "base/thread.hpp"
#include "base/time.hpp"
#include "kafka/client_configuration.hpp"

namespace spate::kafka {
namespace {

// Streams may share a topic. Their keys do not conflict, but one may set what the other omits.
struct MockTopic {
  int partitions = 1;
  int replication_factor = 1;
  bool missing = true;  // no stream may create it
};

std::map<std::string, MockTopic> mock_topics(const scenario::Scenario& scenario) {
  std::map<std::string, MockTopic> topics;
  for (const auto& stream : scenario.streams) {
    auto& topic = topics[stream.topic.name];
    topic.partitions = std::max(topic.partitions, stream.topic.partitions.value_or(1));
    topic.missing = topic.missing && stream.topic.create == scenario::CreateTopic::never;
    topic.replication_factor = std::max(topic.replication_factor, stream.topic.replication_factor.value_or(1));
  }
  return topics;
}

int broker_count(const scenario::Scenario& scenario) {
  int brokers = 1;
  for (const auto& [name, topic] : mock_topics(scenario)) brokers = std::max(brokers, topic.replication_factor);
  return brokers;
}

std::optional<std::string> limit_problem(const scenario::Scenario& scenario) {
  int partitions = 0;
  for (const auto& [name, topic] : mock_topics(scenario)) {
    partitions += std::min(topic.partitions, EmbeddedCluster::kMaxPartitions + 1);
  }
  if (partitions > EmbeddedCluster::kMaxPartitions) {
    return fmt::format(
        "the embedded cluster supports at most {} partitions in total, up to 5 MiB of memory each: use fewer "
        "partitions, or real brokers",
        EmbeddedCluster::kMaxPartitions);
  }
  if (broker_count(scenario) > EmbeddedCluster::kMaxBrokers) {
    return fmt::format("the embedded cluster supports a replication_factor of at most {}: use a smaller one",
                       EmbeddedCluster::kMaxBrokers);
  }
  return {};
}

// The client owns the brokers, so they end while it terminates. Then the thread of the mock's internal broker checks
// every 1 ms whether to end. A cluster of rd_kafka_mock_cluster_new() ends before its client, and that thread may check
// just before its last reference is released, and again 1 s later.
Client start_brokers(int count) {
  ClientConfiguration configuration{rd_kafka_conf_new()};
  rd_kafka_conf_set(configuration.get(), "test.mock.num.brokers", std::to_string(count).c_str(), nullptr, 0);
  rd_kafka_conf_set_log_cb(configuration.get(), nullptr);  // mock brokers log nothing useful
  try {
    auto client = start_client(std::move(configuration));
    if (rd_kafka_handle_mock_cluster(client.get()) == nullptr) throw StartError{"not supported by this librdkafka"};
    return client;
  } catch (const StartError& error) {
    throw StartError{fmt::format(
        "cannot start the embedded cluster ({}): raise the limits of threads and files, and allow ports on loopback",
        error.what())};
  }
}

// `bootstrap_servers` is "127.0.0.1:PORT", with more addresses after commas.
std::uint16_t first_port(std::string_view bootstrap_servers) {
  const auto port = split_host_port(bootstrap_servers.substr(0, bootstrap_servers.find(','))).port;
  return parse_port(port.value_or("")).value_or(0);
}

void wake_mock_cluster(std::uint16_t port) noexcept {
  const int connection = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (connection < 0) return;
  const linger reset{.l_onoff = 1, .l_linger = 0};
  ::setsockopt(connection, SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  // The attempt wakes the thread of the brokers, also if it fails.
  static_cast<void>(::connect(connection, reinterpret_cast<const sockaddr*>(&address), sizeof address));
  ::close(connection);
}

// While this object exists, the thread of the mock brokers handles requests within 1 ms. By itself it may miss the
// wake-up of its queue and wait for up to 1 s per request (librdkafka 2.0.2: 500 topics took minutes).
class MockClusterWaker {
 public:
  explicit MockClusterWaker(const std::string& bootstrap_servers)
      : thread_{"spate-mock", [this, port = first_port(bootstrap_servers)] {
                  for (; !done_.sleep_until(monotonic_now() + kMillisecond); wake_mock_cluster(port)) {
                  }
                }} {}
  ~MockClusterWaker() { done_.set(); }
  MockClusterWaker(const MockClusterWaker&) = delete;
  MockClusterWaker& operator=(const MockClusterWaker&) = delete;

 private:
  WakeEvent done_;
  Thread thread_;
};

}  // namespace

EmbeddedCluster::EmbeddedCluster(const scenario::Scenario& scenario) {
  if (const auto problem = limit_problem(scenario)) throw StartError{*problem};
  client_ = start_brokers(broker_count(scenario));
  add_topics(scenario);
}

void EmbeddedCluster::add_topics(const scenario::Scenario& scenario) {
  const MockClusterWaker waker{bootstrap_servers()};
  for (const auto& [name, topic] : mock_topics(scenario)) {
    if (partitions_.count(name) > 0) continue;
    int total = topic.partitions;
    for (const auto& [other, partitions] : partitions_) total += partitions;
    if (total > kMaxPartitions) {
      throw StartError{
          fmt::format("topic {}: the embedded cluster would have {} partitions, with those of removed streams, and "
                      "supports {}: restart the run",
                      name, total, kMaxPartitions)};
    }
    const auto error = rd_kafka_mock_topic_create(&mock(), name.c_str(), topic.partitions, topic.replication_factor);
    // Mock brokers create every topic that a client requests. A topic with create_topic: never must not exist.
    if (topic.missing) {
      rd_kafka_mock_topic_set_error(&mock(), name.c_str(), RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART);
    }
    if (error != RD_KAFKA_RESP_ERR_NO_ERROR) {
      throw StartError{fmt::format("the embedded cluster rejected topic {}: {}", name, rd_kafka_err2str(error))};
    }
    partitions_[name] = topic.partitions;
  }
}

std::string EmbeddedCluster::bootstrap_servers() const { return rd_kafka_mock_cluster_bootstraps(&mock()); }

rd_kafka_mock_cluster_s& EmbeddedCluster::mock() const noexcept { return *rd_kafka_handle_mock_cluster(client_.get()); }

void check_embedded_cluster(const scenario::Scenario& scenario, scenario::Diagnostics& diagnostics) {
  if (!scenario.embedded) return;
  const auto& first = scenario.streams.front();
  if (const auto problem = limit_problem(scenario)) diagnostics.report(first.place, "streams", *problem);
}

}  // namespace spate::kafka
