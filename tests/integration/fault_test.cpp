// Faults: full queues, rejected records, unavailable brokers. The account balances in each case.
#include <librdkafka/rdkafka.h>
#include <librdkafka/rdkafka_mock.h>

#include <algorithm>
#include <chrono>
#include <thread>
#include <vector>

#include "base/error.hpp"
#include "catch.hpp"
#include "kafka/topic_health.hpp"
#include "kafka_fixture.hpp"

using namespace spate;
using namespace spate::testing;

namespace {

std::uint64_t failed_with(const stats::StreamStats& stats, stats::ErrorCode code) {
  for (const auto& [failure, records] : stats::read_failures(stats)) {
    if (failure == code) return records;
  }
  return 0;
}

}  // namespace

TEST_CASE("with a queue of 100 records, 5000 records arrive once and in order") {
  KafkaFixture fixture{scenario_of({{"orders", 1}}, {{"queue.buffering.max.messages", "100"}})};
  const auto sent = numbered(5000);
  REQUIRE(fixture.streams.front().send(sent, 250));
  CHECK(fixture.finish());
  CHECK(stats::read_account(fixture.streams.front().stats()).delivered == 5000);
  CHECK(stats::account_balances(fixture.streams.front().stats()));
  CHECK(fixture.read_partition("orders", 0, 6000) == sent);
}

TEST_CASE("a full queue settles exactly the first records that fit") {
  KafkaFixture fixture{scenario_of({{"orders", 1}}, {{"queue.buffering.max.messages", "100"}, {"linger.ms", "10000"}})};
  auto& stream = fixture.streams.front();
  const auto sent = numbered(700);
  CHECK(stream.offer(sent) == 100);
  CHECK(stream.offer(sent) == 0);
  CHECK(fixture.finish());
  CHECK(stats::account_balances(stream.stats()));
  CHECK(fixture.read_partition("orders", 0, 1000) == numbered(100));
}

TEST_CASE("a record above message.max.bytes fails alone") {
  KafkaFixture fixture{scenario_of({{"orders", 1}}, {{"message.max.bytes", "1000"}})};
  auto& stream = fixture.streams.front();
  auto sent = numbered(600);
  sent[300].value = std::string(2000, 'x');
  CHECK(stream.offer(sent) == 600);
  CHECK(fixture.finish());
  CHECK(failed_with(stream.stats(), RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE) == 1);
  CHECK(stats::read_account(stream.stats()).delivered == 599);
  CHECK(stats::account_balances(stream.stats()));
  sent.erase(sent.begin() + 300);
  CHECK(fixture.read_partition("orders", 0, 1000) == sent);
}

TEST_CASE("a full queue settles the first records of a run that has a too large record") {
  KafkaFixture fixture{
      scenario_of({{"orders", 1}},
                  {{"message.max.bytes", "1000"}, {"queue.buffering.max.messages", "100"}, {"linger.ms", "10000"}})};
  auto& stream = fixture.streams.front();
  auto sent = numbered(200);
  sent[50].value = std::string(2000, 'x');
  sent[150].value = std::string(2000, 'x');
  CHECK(stream.offer(sent) == 101);
  CHECK(fixture.finish());
  CHECK(failed_with(stream.stats(), RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE) == 1);
  CHECK(stats::read_account(stream.stats()).delivered == 100);
  CHECK(stats::account_balances(stream.stats()));
}

TEST_CASE("a record larger than the queue fails without a retry") {
  KafkaFixture fixture{scenario_of({{"orders", 1}}, {{"queue.buffering.max.kbytes", "1"}})};
  auto& stream = fixture.streams.front();
  auto sent = numbered(3);
  sent[1].value = std::string(5000, 'x');
  REQUIRE(stream.send(sent));
  CHECK(fixture.finish());
  CHECK(failed_with(stream.stats(), RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE) == 1);
  CHECK(stats::read_account(stream.stats()).delivered == 2);
  CHECK(stats::account_balances(stream.stats()));
}

TEST_CASE("records for a missing partition fail") {
  KafkaFixture fixture{scenario_of({{"orders", 2}})};
  auto& stream = fixture.streams.front();
  CHECK(stream.offer(numbered(10, 7)) == 10);
  CHECK(fixture.finish());
  CHECK(failed_with(stream.stats(), RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION) == 10);
  CHECK(stats::account_balances(stream.stats()));
}

TEST_CASE("after a broker outage all records arrive in order") {
  KafkaFixture fixture{
      scenario_of({{"orders", 1}}, {{"enable.idempotence", "true"}, {"reconnect.backoff.max.ms", "200"}})};
  auto& stream = fixture.streams.front();
  const auto sent = numbered(2000);
  const std::vector<ReceivedRecord> before{sent.begin(), sent.begin() + 1000};
  const std::vector<ReceivedRecord> after{sent.begin() + 1000, sent.end()};
  REQUIRE(stream.send(before));
  // The mock broker stores a batch twice if its response is lost. Tests with real Kafka cover that case.
  const auto deadline = monotonic_now() + 30 * kSecond;
  while (stats::read_account(stream.stats()).in_flight > 0 && monotonic_now() < deadline)
    std::this_thread::sleep_for(std::chrono::milliseconds{10});
  rd_kafka_mock_broker_set_down(&fixture.cluster->mock(), -1);
  REQUIRE(stream.send(after));
  std::this_thread::sleep_for(std::chrono::milliseconds{300});
  CHECK(stats::read_account(stream.stats()).in_flight > 0);
  rd_kafka_mock_broker_set_up(&fixture.cluster->mock(), -1);
  CHECK(fixture.finish());
  CHECK(stats::read_account(stream.stats()).delivered == 2000);
  CHECK(stats::account_balances(stream.stats()));
  CHECK((fixture.read_partition("orders", 0, 3000) == sent));  // extra parentheses: no output of 2000 records
  CHECK(std::any_of(fixture.events.begin(), fixture.events.end(),
                    [](const kafka::ClientEvent& event) { return event.code == RD_KAFKA_RESP_ERR__TRANSPORT; }));
}

TEST_CASE("records with a retriable broker error are retried until they are delivered") {
  KafkaFixture fixture{scenario_of({{"orders", 1}})};
  constexpr std::int16_t kProduce = 0;
  rd_kafka_mock_push_request_errors(&fixture.cluster->mock(), kProduce, 3, RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS,
                                    RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION, RD_KAFKA_RESP_ERR__TRANSPORT);
  auto& stream = fixture.streams.front();
  REQUIRE(stream.send(numbered(100)));
  CHECK(fixture.finish());
  CHECK(stats::read_account(stream.stats()).delivered == 100);
  CHECK(stats::account_balances(stream.stats()));
}

TEST_CASE("records that a broker with a full disk rejects are retried") {
  KafkaFixture fixture{scenario_of({{"orders", 1}}, {{"enable.idempotence", "true"}})};
  constexpr std::int16_t kProduce = 0;
  constexpr auto kFull = RD_KAFKA_RESP_ERR_KAFKA_STORAGE_ERROR;
  rd_kafka_mock_push_request_errors(&fixture.cluster->mock(), kProduce, 3, kFull, kFull, kFull);
  auto& stream = fixture.streams.front();
  const auto sent = numbered(100);
  REQUIRE(stream.send(sent));
  CHECK(fixture.finish());
  CHECK(stats::read_account(stream.stats()).delivered == 100);
  CHECK(stats::account_balances(stream.stats()));
  CHECK(fixture.read_partition("orders", 0, 200) == sent);
}

TEST_CASE("records that a full disk rejects until message.timeout.ms fail") {
  KafkaFixture fixture{scenario_of({{"orders", 1}}, {{"message.timeout.ms", "1000"}})};
  constexpr std::int16_t kProduce = 0;
  const std::vector full(1000, RD_KAFKA_RESP_ERR_KAFKA_STORAGE_ERROR);
  rd_kafka_mock_push_request_errors_array(&fixture.cluster->mock(), kProduce, full.size(), full.data());
  auto& stream = fixture.streams.front();
  REQUIRE(stream.send(numbered(100)));
  CHECK(fixture.finish());
  CHECK(failed_with(stream.stats(), RD_KAFKA_RESP_ERR__MSG_TIMED_OUT) == 100);
  CHECK(stats::account_balances(stream.stats()));
  CHECK(fixture.read_partition("orders", 0, 100).empty());
}

TEST_CASE("records with a permanent broker error fail with that error") {
  KafkaFixture fixture{scenario_of({{"orders", 1}})};
  constexpr std::int16_t kProduce = 0;
  rd_kafka_mock_push_request_errors(&fixture.cluster->mock(), kProduce, 1,
                                    RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED);
  auto& stream = fixture.streams.front();
  CHECK(stream.offer(numbered(10)) == 10);
  CHECK(fixture.finish());
  CHECK(failed_with(stream.stats(), RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED) == 10);
  CHECK(stats::account_balances(stream.stats()));
}

TEST_CASE("with all brokers down, finish() returns at its deadline and the account balances") {
  KafkaFixture fixture{scenario_of({{"orders", 1}, {"logs", 2}})};
  REQUIRE(fixture.streams[0].send(numbered(10)));
  rd_kafka_mock_broker_set_down(&fixture.cluster->mock(), -1);
  REQUIRE(fixture.streams[0].send(numbered(1000)));
  REQUIRE(fixture.streams[1].send(numbered(500, 1)));
  const auto started = monotonic_now();
  CHECK_FALSE(fixture.finish(500 * kMillisecond));
  CHECK(monotonic_now() - started < 5 * kSecond);
  CHECK(fixture.producer->unsettled() == 0);
  for (auto& stream : fixture.streams) {
    CHECK(stats::account_balances(stream.stats()));
    CHECK(stats::read_account(stream.stats()).failed > 0);
    CHECK(stats::read_account(stream.stats()).in_flight == 0);
  }
}

TEST_CASE("sent records without a response count as possibly persisted") {
  KafkaFixture fixture{scenario_of({{"orders", 1}}, {{"linger.ms", "0"}})};
  auto& stream = fixture.streams.front();
  REQUIRE(stream.send(numbered(10)));  // opens the connection
  rd_kafka_mock_broker_set_rtt(&fixture.cluster->mock(), -1, 20'000);
  REQUIRE(stream.send(numbered(10)));
  CHECK_FALSE(fixture.finish(500 * kMillisecond));
  const auto account = stats::read_account(stream.stats());
  CHECK(account.possibly_persisted > 0);
  CHECK(account.possibly_persisted <= account.failed);
  CHECK(failed_with(stream.stats(), RD_KAFKA_RESP_ERR__PURGE_INFLIGHT) == account.possibly_persisted);
  CHECK(stats::account_balances(stream.stats()));
}

TEST_CASE("topic health waits longer for brokers that respond late") {
  const auto scenario = scenario_of({{"orders", 1}});
  KafkaFixture fixture{scenario};
  kafka::TopicHealth health{scenario, fixture.cluster->bootstrap_servers()};
  REQUIRE(health.query());
  rd_kafka_mock_broker_set_rtt(&fixture.cluster->mock(), -1, 500);
  bool responded = false;
  for (int query = 0; query < 5 && !responded; ++query) responded = health.query().has_value();
  CHECK(responded);
}

TEST_CASE("streams of one producer have separate accounts, also on one topic") {
  auto scenario = scenario_of({{"orders", 1}, {"orders", 1}, {"logs", 1}});
  KafkaFixture fixture{scenario};
  REQUIRE(fixture.streams[0].send(numbered(100)));
  REQUIRE(fixture.streams[1].send(numbered(40)));
  REQUIRE(fixture.streams[2].send(numbered(7)));
  CHECK(fixture.finish());
  CHECK(stats::read_account(fixture.streams[0].stats()).delivered == 100);
  CHECK(stats::read_account(fixture.streams[1].stats()).delivered == 40);
  CHECK(stats::read_account(fixture.streams[2].stats()).delivered == 7);
  CHECK(fixture.read_partition("orders", 0, 200).size() == 140);
}

TEST_CASE("open_topics() returns a sink with the partition count") {
  KafkaFixture fixture{scenario_of({{"orders", 6}, {"logs", 1}})};
  CHECK(fixture.streams[0].sink().partition_count() == 6);
  CHECK(fixture.streams[1].sink().partition_count() == 1);
  CHECK(fixture.stats.streams[0]->topic_ready);
  CHECK(fixture.producer->refresh_partitions().empty());
}

TEST_CASE("the delivery observer gets each delivery and each failure") {
  std::vector<std::pair<std::string, stats::ErrorCode>> seen;
  {
    KafkaFixture fixture{
        scenario_of({{"orders", 1}}, {{"message.max.bytes", "1000"}}), [&](const kafka::Delivery& delivery) {
          seen.emplace_back(std::string{delivery.key} + "@" + std::to_string(delivery.offset), delivery.error);
        }};
    auto sent = numbered(2);
    sent[1].value = std::string(2000, 'x');
    CHECK(fixture.streams.front().offer(sent) == 2);
    CHECK(fixture.finish());
  }
  std::sort(seen.begin(), seen.end());
  CHECK(seen == std::vector<std::pair<std::string, stats::ErrorCode>>{{"k0@0", 0}, {"k1@-1", 10}});
}

TEST_CASE("the client statistics arrive") {
  KafkaFixture fixture{scenario_of({{"orders", 1}})};
  REQUIRE(fixture.streams.front().send(numbered(10)));
  const auto deadline = monotonic_now() + 10 * kSecond;
  while (fixture.stats.client.read().brokers.empty() && monotonic_now() < deadline) {
    std::this_thread::sleep_for(std::chrono::milliseconds{50});
  }
  const auto snapshot = fixture.stats.client.read();
  REQUIRE(snapshot.brokers.size() == 1);
  CHECK(snapshot.brokers.front().up);
  CHECK(snapshot.brokers.front().name.find("127.0.0.1") != std::string::npos);
}

TEST_CASE("a missing topic is a start error with its name") {
  auto scenario = scenario_of({{"orders", 1}});
  scenario.streams.front().topic.create = scenario::CreateTopic::never;
  CHECK_THROWS_WITH(KafkaFixture{scenario}, ContainsSubstring("orders"));
}

TEST_CASE("a fatal client error is reported once, and later records fail") {
  KafkaFixture fixture{scenario_of({{"orders", 1}}, {{"enable.idempotence", "true"}})};
  constexpr std::int16_t kProduce = 0;
  rd_kafka_mock_push_request_errors(&fixture.cluster->mock(), kProduce, 1,
                                    RD_KAFKA_RESP_ERR_OUT_OF_ORDER_SEQUENCE_NUMBER);
  auto& stream = fixture.streams.front();
  stream.offer(numbered(10));
  const auto deadline = monotonic_now() + 10 * kSecond;
  while (stream.offer(numbered(1)) == 1 && failed_with(stream.stats(), RD_KAFKA_RESP_ERR__FATAL) == 0 &&
         monotonic_now() < deadline) {
    std::this_thread::sleep_for(std::chrono::milliseconds{10});
  }
  fixture.finish(kSecond);
  CHECK(stats::account_balances(stream.stats()));
  CHECK(stats::read_account(stream.stats()).delivered == 0);
  fixture.producer.reset();  // no more events
  CHECK(std::count_if(fixture.events.begin(), fixture.events.end(),
                      [](const kafka::ClientEvent& event) { return event.fatal; }) == 1);
  const bool advised = std::any_of(fixture.events.begin(), fixture.events.end(), [](const kafka::ClientEvent& event) {
    return event.text.find("max.in.flight.requests.per.connection: 1") != std::string::npos;
  });
  CHECK(advised == (rd_kafka_version() < 0x02030000));
}
