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

// The scenario as one sees it that names these brokers instead of the embedded ones.
scenario::Scenario outside(scenario::Scenario scenario) {
  scenario.embedded = false;
  return scenario;
}

}  // namespace

TEST_CASE("topics of the embedded cluster are created with the partitions asked for") {
  const auto scenario = scenario_of({{"orders", 3}, {"logs", 1}});
  const kafka::EmbeddedCluster cluster{scenario};
  const auto outcomes = kafka::ensure_topics(scenario, cluster.bootstrap_servers(), WakeEvent{});
  REQUIRE(outcomes);
  REQUIRE(outcomes->size() == 2);
  CHECK(kafka::describe(outcomes->at(0)) == "topic orders: created with 3 partitions");
  CHECK(kafka::describe(outcomes->at(1)) == "topic logs: created with 1 partition");
  CHECK_FALSE(kafka::is_warning(outcomes->at(0)));
}

TEST_CASE("an existing topic is left as it is, and a mismatch is said") {
  const auto there = scenario_of({{"orders", 3}});
  const kafka::EmbeddedCluster cluster{there};
  const auto same = kafka::ensure_topics(outside(there), cluster.bootstrap_servers(), WakeEvent{});
  REQUIRE(same);
  CHECK(kafka::describe(same->front()) == "topic orders: already exists with 3 partitions");

  const auto other = outside(scenario_of({{"orders", 6}}));
  const auto outcomes = kafka::ensure_topics(other, cluster.bootstrap_servers(), WakeEvent{});
  REQUIRE(outcomes);
  CHECK(kafka::describe(outcomes->front()) == "topic orders: already exists with 3 partitions, the scenario has 6");
  CHECK(kafka::is_warning(outcomes->front()));
}

TEST_CASE("on_mismatch: fail makes a mismatch a start error") {
  const kafka::EmbeddedCluster cluster{scenario_of({{"orders", 3}})};
  auto scenario = outside(scenario_of({{"orders", 6}}));
  scenario.streams.front().topic.on_mismatch = scenario::OnMismatch::fail;
  CHECK_THROWS_AS(kafka::ensure_topics(scenario, cluster.bootstrap_servers(), WakeEvent{}), StartError);
}

TEST_CASE("create_topic: never with a topic that is absent is a start error that says so") {
  auto scenario = scenario_of({{"orders", 1}});
  scenario.streams.front().topic.create = scenario::CreateTopic::never;
  const kafka::EmbeddedCluster cluster{scenario};
  CHECK_THROWS_WITH(kafka::ensure_topics(scenario, cluster.bootstrap_servers(), WakeEvent{}),
                    ContainsSubstring("create_topic"));
}

TEST_CASE("a topic's partitions are its own when the scenario names none") {
  const kafka::EmbeddedCluster cluster{scenario_of({{"orders", 4}})};
  auto scenario = outside(scenario_of({{"orders", 1}}));
  scenario.streams.front().topic.partitions.reset();
  const auto outcomes = kafka::ensure_topics(scenario, cluster.bootstrap_servers(), WakeEvent{});
  REQUIRE(outcomes);
  CHECK(outcomes->front().partitions == 4);
  CHECK_FALSE(kafka::is_warning(outcomes->front()));
}

TEST_CASE("no broker in time is a start error with the address tried and the last error") {
  auto scenario = outside(scenario_of({{"orders", 1}}));
  scenario.startup_timeout = 500 * kMillisecond;
  CHECK_THROWS_WITH(kafka::ensure_topics(scenario, "127.0.0.1:1", WakeEvent{}),
                    ContainsSubstring("127.0.0.1:1") && ContainsSubstring("Connection refused"));
}

TEST_CASE("a host name that does not resolve is said") {
  auto scenario = outside(scenario_of({{"orders", 1}}));
  scenario.startup_timeout = kSecond;
  CHECK_THROWS_WITH(kafka::ensure_topics(scenario, "no-such-host.invalid:9092", WakeEvent{}),
                    ContainsSubstring("resolve"));
}

TEST_CASE("a stop cuts the waiting for brokers short") {
  const auto scenario = outside(scenario_of({{"orders", 1}}));
  WakeEvent stop;
  const auto begun = monotonic_now();
  Thread stopper{"stopper", [&] { stop.set(); }};
  CHECK_FALSE(kafka::ensure_topics(scenario, "127.0.0.1:1", stop));
  CHECK(monotonic_now() - begun < 10 * kSecond);
}

TEST_CASE("brokers that come up while they are waited for are used") {
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

TEST_CASE("the embedded cluster has brokers enough for the replication factor") {
  auto scenario = scenario_of({{"orders", 1}});
  scenario.streams.front().topic.replication_factor = 3;
  const kafka::EmbeddedCluster cluster{scenario};
  const auto addresses = cluster.bootstrap_servers();
  CHECK(std::count(addresses.begin(), addresses.end(), ',') == 2);
}

TEST_CASE("the embedded cluster refuses more than a thousand partitions in all, with the reason") {
  const auto scenario = scenario_of({{"orders", 600}, {"logs", 401}});
  CHECK_THROWS_WITH(kafka::EmbeddedCluster{scenario},
                    ContainsSubstring("1000 partitions") && ContainsSubstring("memory"));
  scenario::Diagnostics diagnostics;
  kafka::check_embedded_cluster(scenario, diagnostics);
  CHECK_FALSE(diagnostics.empty());
  CHECK_NOTHROW(kafka::EmbeddedCluster{scenario_of({{"orders", 600}, {"logs", 400}})});
}

TEST_CASE("a topic that the client cannot ask about is a start error") {
  const kafka::EmbeddedCluster cluster{scenario_of({{"orders", 1}})};
  const auto scenario = outside(scenario_of({{std::string(600, 'x'), 1}}));  // longer than librdkafka takes
  CHECK_THROWS_AS(kafka::ensure_topics(scenario, cluster.bootstrap_servers(), WakeEvent{}), StartError);
}
