// librdkafka's mock cluster in a process of its own, so that a benchmark measures the producer alone.
//
//     mock_cluster RTT TOPIC=PARTITIONS…     prints its bootstrap address, serves until its standard input closes;
//                                            RTT is how many milliseconds each answer takes
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

// The cluster runs on a thread that a client lends it; the client itself stays idle.
Client make_client() {
  std::array<char, 512> why{};
  rd_kafka_conf_t* const configuration = rd_kafka_conf_new();
  rd_kafka_conf_set(configuration, "log_level", "0", nullptr, 0);  // no warning that it has no broker
  Client client{rd_kafka_new(RD_KAFKA_PRODUCER, configuration, why.data(), why.size()), rd_kafka_destroy};
  if (!client) throw std::runtime_error{why.data()};
  return client;
}

void create_topic(rd_kafka_mock_cluster_t& cluster, std::string_view asked) {
  const auto equals = asked.find('=');
  if (equals == std::string_view::npos) throw std::runtime_error{fmt::format("{}: not TOPIC=PARTITIONS", asked)};
  const std::string name{asked.substr(0, equals)};
  const int partitions = std::stoi(std::string{asked.substr(equals + 1)});
  const auto error = rd_kafka_mock_topic_create(&cluster, name.c_str(), partitions, 1);
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR)
    throw std::runtime_error{fmt::format("{}: {}", name, rd_kafka_err2str(error))};
}

void serve(int rtt, std::span<char* const> topics) {
  const Client client = make_client();
  const Cluster cluster{rd_kafka_mock_cluster_new(client.get(), 1), rd_kafka_mock_cluster_destroy};
  if (!cluster) throw std::runtime_error{"no mock cluster: no port on loopback"};
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
    if (argc < 2) throw std::runtime_error{"which RTT?"};
    serve(std::stoi(argv[1]), {argv + 2, argv + argc});
    return EXIT_SUCCESS;
  } catch (const std::exception& error) {
    fmt::print(stderr, "mock_cluster: {}\n", error.what());
    return EXIT_FAILURE;
  }
}
