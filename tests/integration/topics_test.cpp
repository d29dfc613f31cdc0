#include "kafka/topics.hpp"

#include <librdkafka/rdkafka.h>
#include <librdkafka/rdkafka_mock.h>

#include "base/error.hpp"
#include "base/thread.hpp"
#include "catch.hpp"
#include "kafka/embedded_cluster.hpp"
#include "kafka_fixture.hpp"

using namespace spate;
using namespace spate::testing;

namespace {

// The same scenario for external brokers.
scenario::Scenario external(scenario::Scenario scenario) {
  scenario.embedded = false;
  return scenario;
}

}  // namespace

TEST_CASE("the embedded cluster has the partition counts of the scenario") {
  const auto scenario = scenario_of({{"orders", 3}, {"logs", 1}});
  const kafka::EmbeddedCluster cluster{scenario};
  const auto outcomes = kafka::ensure_topics(scenario, cluster.bootstrap_servers(), WakeEvent{});
  REQUIRE(outcomes);
  REQUIRE(outcomes->size() == 2);
  CHECK(kafka::describe(outcomes->at(0)) == "topic orders: created with 3 partitions");
  CHECK(kafka::describe(outcomes->at(1)) == "topic logs: created with 1 partition");
  CHECK_FALSE(kafka::is_warning(outcomes->at(0)));
}

TEST_CASE("an existing topic stays unchanged, and a different partition count is a warning") {
  const auto existing = scenario_of({{"orders", 3}});
  const kafka::EmbeddedCluster cluster{existing};
  const auto same = kafka::ensure_topics(external(existing), cluster.bootstrap_servers(), WakeEvent{});
  REQUIRE(same);
  CHECK(kafka::describe(same->front()) == "topic orders: already exists with 3 partitions");

  const auto other = external(scenario_of({{"orders", 6}}));
  const auto outcomes = kafka::ensure_topics(other, cluster.bootstrap_servers(), WakeEvent{});
  REQUIRE(outcomes);
  CHECK(kafka::describe(outcomes->front()) == "topic orders: already exists with 3 partitions, the scenario has 6");
  CHECK(kafka::is_warning(outcomes->front()));
}

TEST_CASE("on_mismatch: fail makes a mismatch a start error") {
  const kafka::EmbeddedCluster cluster{scenario_of({{"orders", 3}})};
  auto scenario = external(scenario_of({{"orders", 6}}));
  scenario.streams.front().topic.on_mismatch = scenario::OnMismatch::fail;
  CHECK_THROWS_AS(kafka::ensure_topics(scenario, cluster.bootstrap_servers(), WakeEvent{}), StartError);
}

TEST_CASE("a missing topic with create_topic: never is a start error") {
  auto scenario = scenario_of({{"orders", 1}});
  scenario.streams.front().topic.create = scenario::CreateTopic::never;
  const kafka::EmbeddedCluster cluster{scenario};
  CHECK_THROWS_WITH(kafka::ensure_topics(scenario, cluster.bootstrap_servers(), WakeEvent{}),
                    ContainsSubstring("create_topic"));
}

TEST_CASE("without partitions in the scenario, any partition count is accepted") {
  const kafka::EmbeddedCluster cluster{scenario_of({{"orders", 4}})};
  auto scenario = external(scenario_of({{"orders", 1}}));
  scenario.streams.front().topic.partitions.reset();
  const auto outcomes = kafka::ensure_topics(scenario, cluster.bootstrap_servers(), WakeEvent{});
  REQUIRE(outcomes);
  CHECK(outcomes->front().partitions == 4);
  CHECK_FALSE(kafka::is_warning(outcomes->front()));
}

TEST_CASE("no reachable broker is a start error with the address and the last error") {
  auto scenario = external(scenario_of({{"orders", 1}}));
  scenario.startup_timeout = 500 * kMillisecond;
  CHECK_THROWS_WITH(kafka::ensure_topics(scenario, "127.0.0.1:1", WakeEvent{}),
                    ContainsSubstring("127.0.0.1:1") && ContainsSubstring("Connection refused"));
}

TEST_CASE("an unresolved host name is a start error with the reason") {
  auto scenario = external(scenario_of({{"orders", 1}}));
  scenario.startup_timeout = kSecond;
  CHECK_THROWS_WITH(kafka::ensure_topics(scenario, "no-such-host.invalid:9092", WakeEvent{}),
                    ContainsSubstring("resolve"));
}

TEST_CASE("a stop ends the wait for brokers") {
  const auto scenario = external(scenario_of({{"orders", 1}}));
  WakeEvent stop;
  const auto started = monotonic_now();
  Thread stopper{"stopper", [&] { stop.set(); }};
  CHECK_FALSE(kafka::ensure_topics(scenario, "127.0.0.1:1", stop));
  CHECK(monotonic_now() - started < 10 * kSecond);
}

TEST_CASE("brokers that start during the wait are used") {
  const auto scenario = scenario_of({{"orders", 1}}, {{"reconnect.backoff.max.ms", "100"}});
  const kafka::EmbeddedCluster cluster{scenario};
  rd_kafka_mock_broker_set_down(&cluster.mock(), -1);
  WakeEvent later;
  Thread repair{"repair", [&] {
                  later.sleep_until(monotonic_now() + 500 * kMillisecond);
                  rd_kafka_mock_broker_set_up(&cluster.mock(), -1);
                }};
  CHECK(kafka::ensure_topics(scenario, cluster.bootstrap_servers(), WakeEvent{}));
}

TEST_CASE("the embedded cluster has a broker per replica") {
  auto scenario = scenario_of({{"orders", 1}});
  scenario.streams.front().topic.replication_factor = 3;
  const kafka::EmbeddedCluster cluster{scenario};
  const auto addresses = cluster.bootstrap_servers();
  CHECK(std::count(addresses.begin(), addresses.end(), ',') == 2);
}

TEST_CASE("the embedded cluster rejects more than 1000 partitions in total") {
  const auto scenario = scenario_of({{"orders", 600}, {"logs", 401}});
  CHECK_THROWS_WITH(kafka::EmbeddedCluster{scenario},
                    ContainsSubstring("1000 partitions") && ContainsSubstring("memory"));
  scenario::Diagnostics diagnostics;
  kafka::check_embedded_cluster(scenario, diagnostics);
  CHECK_FALSE(diagnostics.empty());
  CHECK_NOTHROW(kafka::EmbeddedCluster{scenario_of({{"orders", 600}, {"logs", 400}})});
}

TEST_CASE("a topic name that is too long is a start error") {
  const kafka::EmbeddedCluster cluster{scenario_of({{"orders", 1}})};
  const auto scenario = external(scenario_of({{std::string(600, 'x'), 1}}));  // longer than librdkafka accepts
  CHECK_THROWS_AS(kafka::ensure_topics(scenario, cluster.bootstrap_servers(), WakeEvent{}), StartError);
}

TEST_CASE("the number of round trips at the start does not depend on the number of topics") {
  constexpr int kTopics = 200;
  constexpr Duration kRoundTrip = 100 * kMillisecond;
  std::vector<FixtureTopic> topics;
  topics.reserve(kTopics);
  for (int number = 0; number < kTopics; ++number) topics.push_back({"topic-" + std::to_string(number), 1});
  auto scenario = scenario_of(topics);
  const kafka::EmbeddedCluster cluster{scenario};
  rd_kafka_mock_broker_set_rtt(&cluster.mock(), 1, static_cast<int>(kRoundTrip / kMillisecond));
  scenario = external(scenario);

  const auto started = monotonic_now();
  const auto outcomes = kafka::ensure_topics(scenario, cluster.bootstrap_servers(), WakeEvent{});
  REQUIRE(outcomes);
  CHECK(outcomes->size() == kTopics);
  stats::RunStats stats;
  kafka::Producer producer{scenario, cluster.bootstrap_servers(), stats.client, [](const kafka::ClientEvent&) {}};
  std::vector<kafka::StreamTopic> streams;
  for (const auto& stream : scenario.streams)
    streams.push_back({stream, stats.streams.add(std::make_shared<stats::StreamStats>())});
  CHECK(producer.open_topics(streams).size() == kTopics);
  // A round trip per topic takes 20 s, and each step of the start needs one.
  CHECK(monotonic_now() - started < kTopics * kRoundTrip / 2);
}

TEST_CASE("a topic that is not ready in time is named among ready topics") {
  const auto scenario = scenario_of({{"a", 1}, {"b", 1}, {"c", 1}, {"d", 1}, {"e", 1}});
  const kafka::EmbeddedCluster cluster{scenario};
  auto impatient = external(scenario);
  impatient.startup_timeout = kSecond;
  rd_kafka_mock_topic_set_error(&cluster.mock(), "d", RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE);
  CHECK_THROWS_WITH(kafka::ensure_topics(impatient, cluster.bootstrap_servers(), WakeEvent{}),
                    ContainsSubstring("topic d is not ready in time"));
}
