// librdkafka's mock cluster in a separate process, so that a benchmark measures only the producer.
//
//     mock_cluster RTT TOPIC=PARTITIONS…     prints the bootstrap address, serves until standard input closes;
//                                            RTT is the round-trip time in milliseconds
#include <fmt/format.h>
#include <librdkafka/rdkafka.h>
#include <librdkafka/rdkafka_mock.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>

namespace {

using Client = std::unique_ptr<rd_kafka_t, decltype(&rd_kafka_destroy)>;
using Cluster = std::unique_ptr<rd_kafka_mock_cluster_t, decltype(&rd_kafka_mock_cluster_destroy)>;

// The mock cluster runs on a thread of this client. The client itself is idle.
Client make_client() {
  std::array<char, 512> reason{};
  rd_kafka_conf_t* const configuration = rd_kafka_conf_new();
  rd_kafka_conf_set(configuration, "log_level", "0", nullptr,
                    0);  // suppresses the warning that no broker is configured
  Client client{rd_kafka_new(RD_KAFKA_PRODUCER, configuration, reason.data(), reason.size()), rd_kafka_destroy};
  if (!client) throw std::runtime_error{reason.data()};
  return client;
}

void create_topic(rd_kafka_mock_cluster_t& cluster, std::string_view argument) {
  const auto equals = argument.find('=');
  if (equals == std::string_view::npos)
    throw std::runtime_error{fmt::format("expected TOPIC=PARTITIONS, got {}", argument)};
  const std::string name{argument.substr(0, equals)};
  const int partitions = std::stoi(std::string{argument.substr(equals + 1)});
  const auto error = rd_kafka_mock_topic_create(&cluster, name.c_str(), partitions, 1);
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR)
    throw std::runtime_error{fmt::format("{}: {}", name, rd_kafka_err2str(error))};
}

void serve(int rtt, std::span<char* const> topics) {
  const Client client = make_client();
  const Cluster cluster{rd_kafka_mock_cluster_new(client.get(), 1), rd_kafka_mock_cluster_destroy};
  if (!cluster) throw std::runtime_error{"cannot start the mock cluster: no free port on loopback"};
  for (const char* const topic : topics) create_topic(*cluster, topic);
  if (rtt > 0) rd_kafka_mock_broker_set_rtt(cluster.get(), 1, rtt);
  fmt::print("{}\n", rd_kafka_mock_cluster_bootstraps(cluster.get()));
  std::fflush(stdout);
  while (std::getchar() != EOF) {
  }
}

}  // namespace

int main(int argc, char** argv) {
  try {
    if (argc < 2) throw std::runtime_error{"missing RTT"};
    serve(std::stoi(argv[1]), {argv + 2, argv + argc});
    return EXIT_SUCCESS;
  } catch (const std::exception& error) {
    fmt::print(stderr, "mock_cluster: {}\n", error.what());
    return EXIT_FAILURE;
  }
}
